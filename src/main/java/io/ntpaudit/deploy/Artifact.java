package io.ntpaudit.deploy;

/**
 * A file as the configuration wants it on this host.
 *
 * @param path absolute, as seen from the host
 */
record Artifact(Part part, String path, Want want) {
  sealed interface Want {
    /** The file, readable by all: no secret is ever rendered. */
    record Content(String text) implements Want {}

    /** No file, because the configuration says so; without words where nobody would miss it. */
    record Nothing(String why) implements Want {}

    /**
     * A file that is wanted and would do harm or make no sense.
     *
     * @param takeAway whether an earlier version of it goes too
     */
    record Refused(String why, boolean takeAway) implements Want {}
  }
}
