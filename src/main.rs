//! Command line → exit code.

fn main() -> std::process::ExitCode {
    fichero::cli::run()
}
