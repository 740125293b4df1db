package io.github.lfp4j.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lfp4j.core.rule.AlphaBetaRule;
import io.github.lfp4j.core.rule.EpsilonRule;
import io.github.lfp4j.core.rule.FlatRule;
import io.github.lfp4j.core.rule.GammaRule;
import io.github.lfp4j.core.rule.PassRule;
import io.github.lfp4j.core.rule.Rules;
import io.github.lfp4j.core.rule.WSquareRule;
import io.github.lfp4j.core.rule.ZBoxRule;
import org.junit.jupiter.api.Test;

class RuleTextTest {
  @Test
  void readsLikeProse() {
    assertThat(RuleText.of(new EpsilonRule(1e-6))).isEqualTo("epsilon 1e-6");
    assertThat(RuleText.of(new EpsilonRule(0.25, true))).isEqualTo("epsilon 0.25, ignore bias");
    assertThat(RuleText.of(new GammaRule(0.25))).isEqualTo("gamma 0.25, epsilon 1e-6");
    assertThat(RuleText.of(new AlphaBetaRule(2, 1)))
        .isEqualTo("alpha-beta, alpha 2, beta 1, epsilon 1e-6");
    assertThat(RuleText.of(new WSquareRule())).startsWith("w-square, epsilon 1e-6");
    assertThat(RuleText.of(new ZBoxRule(0, 1))).startsWith("z-box, low 0, high 1");
    assertThat(RuleText.of(new FlatRule())).startsWith("flat");
    assertThat(RuleText.of(new PassRule())).isEqualTo("pass");
  }

  @Test
  void neverShowsJava() {
    for (String name : Rules.names()) {
      assertThat(RuleText.of(Rules.byName(name))).doesNotContain("Rule", "[", "=", "false");
    }
  }
}
