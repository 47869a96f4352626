#pragma once

#if !__has_include(<cblas.h>)
#error "OpenBLAS is missing. Run scripts/setup, or on Debian and Ubuntu: sudo apt-get install libopenblas-dev"
#else

#include <cblas.h>

// LAPACK, which OpenBLAS contains. Its headers are a package of their own, so the few routines in use are
// declared here. Matrices are column-major; every argument is a pointer.

// Cholesky factor of a symmetric positive definite matrix.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
// Solves with the factor of dpotrf.
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);
// Reciprocal condition number from the factor of dpotrf.
void dpocon_(const char *uplo, const int *n, const double *a, const int *lda, const double *anorm,
             double *rcond, double *work, int *iwork, int *info);
// Minimum-norm least squares by the singular value decomposition.
void dgelsd_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b,
             const int *ldb, double *s, const double *rcond, int *rank, double *work, const int *lwork,
             int *iwork, int *info);
// QR factor of a general matrix.
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);
// Singular value decomposition by divide and conquer.
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);

#endif
