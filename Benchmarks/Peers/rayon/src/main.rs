//! rayon: a parallel iterator collected into a new vector.

mod exchange;

use exchange::{answer, nanoseconds, nanoseconds_of_call, Request, WORKERS};
use rayon::prelude::*;
use std::hint::black_box;

fn roots(count: u64, single: bool) -> Vec<f64> {
    let indices = (0..count as usize).into_par_iter();
    if single {
        indices.with_max_len(1).map(|i| (i as f64).sqrt()).collect()
    } else {
        indices.map(|i| (i as f64).sqrt()).collect()
    }
}

fn tasks(request: &Request) -> Result<f64, String> {
    let (count, batch) = (request.get("tasks")?, request.get("batch")?);
    let time = nanoseconds(|| {
        black_box(roots(count, batch == 1));
    });
    Ok(time / count as f64)
}

fn call(request: &Request) -> Result<f64, String> {
    let count = request.get("tasks")?;
    nanoseconds_of_call(request, || {
        black_box(roots(count, true));
    })
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(WORKERS).build_global().expect("no pool of threads");
    answer(&format!("rayon {}", env!("RAYON_VERSION")), &[("tasks", tasks), ("call", call)]);
}
