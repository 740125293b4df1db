package io.github.lfp4j.cli.console;

/** Shows nothing. */
final class SilentProgress implements Progress {
  @Override
  public void step(long units) {}

  @Override
  public void say(String text) {}

  @Override
  public void close() {}
}
