package dev.roomcast.api;

/** Ends a request with a problem document. Has no stack trace: it is a response, not a bug. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.status().getReasonPhrase(), null, false, false);
        this.problem = problem;
    }

    /** What the caller gets. */
    Problem problem() {
        return problem;
    }
}
