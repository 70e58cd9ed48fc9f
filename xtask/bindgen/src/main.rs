//! `bindgen MODULE.wasm FOLDER`: leaves the module and an ES module that loads it in the folder.

use std::env;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: bindgen MODULE.wasm FOLDER");
        return ExitCode::FAILURE;
    };
    let written = Bindgen::new().input_path(module).web(true).and_then(|bindgen| {
        bindgen.typescript(false).remove_producers_section(true).omit_default_module_path(false).generate(folder)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
