//! What a contestant says to the harness: a greeting, then for each line with a request a line with a reply.

use std::collections::HashMap;
use std::io::{stdin, BufRead};
use std::time::{Duration, Instant};

pub const WORKERS: usize = 2;

pub struct Request(HashMap<String, u64>);

impl Request {
    pub fn get(&self, name: &str) -> Result<u64, String> {
        self.0.get(name).copied().ok_or(format!("the parameter {name} is missing"))
    }
}

pub type Workload = fn(&Request) -> Result<f64, String>;

pub fn nanoseconds(body: impl FnOnce()) -> f64 {
    let start = Instant::now();
    body();
    start.elapsed().as_nanos() as f64
}

/// The mean of calls one right after the other, or the median of calls with pauses before them.
pub fn nanoseconds_of_call(request: &Request, call: impl Fn()) -> Result<f64, String> {
    let count = request.get("calls")?;
    let (shortest, longest) = (request.get("shortest")?, request.get("longest")?);
    (0..=count / 10).for_each(|_| call());
    if longest == 0 {
        return Ok(nanoseconds(|| (0..count).for_each(|_| call())) / count as f64);
    }
    let mut times: Vec<f64> = (0..count)
        .map(|index| {
            let pause = Duration::from_micros(shortest + (longest - shortest) * (index % 5) / 4);
            let start = Instant::now();
            while start.elapsed() < pause {}
            nanoseconds(&call)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

pub fn answer(version: &str, workloads: &[(&str, Workload)]) {
    println!("ready {version}");
    for line in stdin().lock().lines().map_while(Result::ok) {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or("");
        match workloads.iter().find(|(known, _)| *known == name) {
            None => println!("absent there is no workload {name}"),
            Some((_, workload)) => {
                let pairs = words.filter_map(|word| word.split_once('='));
                let request = Request(pairs.filter_map(|(key, value)| Some((key.into(), value.parse().ok()?))).collect());
                match workload(&request) {
                    Ok(time) => println!("{time}"),
                    Err(reason) => println!("failed {reason}"),
                }
            }
        }
    }
}
