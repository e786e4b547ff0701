//! The workspace's commands: `cargo xtask <command>`.

mod bench;
mod contract;
mod dev;
mod generate;
mod observed;
mod spec;
mod test;
mod workspace;

use clap::Parser;
use std::process::ExitCode;

/// Selfsame's workspace commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
enum Command {
    Bench(bench::Bench),
    Contract(contract::Arguments),
    Dev(dev::Arguments),
    Generate(generate::Arguments),
    Spec(spec::Arguments),
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Contract(arguments) => {
            return contract::run(&arguments, &mut std::io::stdout()).unwrap_or_else(|error| {
                report(&error);
                ExitCode::from(2)
            });
        }
        Command::Spec(arguments) => {
            return spec::run(&arguments, &mut std::io::stdout()).unwrap_or_else(|error| {
                report(&error);
                ExitCode::from(2)
            });
        }
        Command::Bench(arguments) => bench::run(&arguments, &mut std::io::stdout()),
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments, &mut std::io::stdout()),
        Command::Test(arguments) => test::run(&arguments, &mut std::io::stdout()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place where a command's failure is shown")]
fn report(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Command;

    #[test]
    fn arguments_fit_together() {
        Command::command().debug_assert();
    }
}
