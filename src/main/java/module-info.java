/**
 * The program. It is a module so that jlink can put it into the runtime image: without a class path
 * no jar is opened at a start.
 */
module io.ntpaudit {
  requires info.picocli;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;

  opens io.ntpaudit.cli to
      info.picocli;
}
