"""What several tests need, or tests and benchmarks: servers, projects, archives, folders."""
