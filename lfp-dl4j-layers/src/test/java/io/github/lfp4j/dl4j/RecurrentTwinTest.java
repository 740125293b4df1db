package io.github.lfp4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecurrentTwinTest {
  @Test
  void later() {
    assertThat(true).isTrue();
  }
}
