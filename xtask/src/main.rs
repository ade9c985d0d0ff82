//! The project's own commands: `cargo xtask bundle`, `install`, `demo`, `hosts`.

fn main() -> nice_plug_xtask::Result<()> {
    nice_plug_xtask::main()
}
