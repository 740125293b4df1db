package io.github.lfp4j.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The figures that a command found, under names that scripts may rely on. Immutable.
 *
 * <p>Shares such as accuracies are between 0 and 1. A number that is not finite, which JSON cannot
 * express, becomes {@code null}: not measured.
 */
public final class Figures {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ObjectNode fields;

  private Figures(ObjectNode fields) {
    this.fields = fields;
  }

  /** Starts without any figure. */
  public static Builder builder() {
    return new Builder();
  }

  /** One JSON object, indented, ending with a line break. */
  public String toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values could not be written.", e);
    }
  }

  @Override
  public String toString() {
    return fields.toString();
  }

  /** Collects figures; they appear in the order in which they are added. */
  public static final class Builder {
    private final ObjectNode fields = JSON.createObjectNode();

    private Builder() {}

    /** Accuracy on the test data, 0 to 1. */
    public Builder accuracy(double share) {
      return number("accuracy", share);
    }

    /** Accuracy on the training data, 0 to 1. */
    public Builder trainAccuracy(double share) {
      return number("trainAccuracy", share);
    }

    /** How many trainable parameters the network has. */
    public Builder parameters(long count) {
      return count("parameters", count);
    }

    /** How many of them are not zero. */
    public Builder nonZeroParameters(long count) {
      return count("nonZeroParameters", count);
    }

    /** Multiplications with an addition that the network needs for one example. */
    public Builder multiplyAdds(long count) {
      return count("multiplyAdds", count);
    }

    /** How long the command's work took, in seconds. */
    public Builder seconds(double seconds) {
      return number("seconds", seconds);
    }

    /** The seed of all randomness. */
    public Builder seed(long seed) {
      return count("seed", seed);
    }

    /** Accuracy and sizes before and after pruning. */
    public Builder beforeAndAfter(Figures before, Figures after) {
      return figures("before", before).figures("after", after);
    }

    /** What pruning by several amounts does. */
    public Builder curve(List<CurvePoint> points) {
      return list("curve", points.stream().map(CurvePoint::toFigures).toList());
    }

    /** Adds a number; {@code null} in the file if it is not finite. */
    public Builder number(String name, double value) {
      checkNew(name);
      if (Double.isFinite(value)) {
        fields.put(name, value);
      } else {
        fields.putNull(name);
      }
      return this;
    }

    /** Adds a whole number. */
    public Builder count(String name, long value) {
      checkNew(name);
      fields.put(name, value);
      return this;
    }

    /** Adds a text. */
    public Builder text(String name, String value) {
      checkNew(name);
      fields.put(name, value);
      return this;
    }

    /** Adds a truth value. */
    public Builder flag(String name, boolean value) {
      checkNew(name);
      fields.put(name, value);
      return this;
    }

    /** Adds figures that belong together. */
    public Builder figures(String name, Figures value) {
      checkNew(name);
      fields.set(name, value.fields.deepCopy());
      return this;
    }

    /** Adds an array of figures. */
    public Builder list(String name, List<Figures> values) {
      checkNew(name);
      ArrayNode array = fields.putArray(name);
      values.forEach(v -> array.add(v.fields.deepCopy()));
      return this;
    }

    /** Adds an array of numbers; {@code null} for each that is not finite. */
    public Builder numbers(String name, List<? extends Number> values) {
      checkNew(name);
      ArrayNode array = fields.putArray(name);
      for (Number value : values) {
        if (value instanceof Long || value instanceof Integer) {
          array.add(value.longValue());
        } else if (Double.isFinite(value.doubleValue())) {
          array.add(value.doubleValue());
        } else {
          array.addNull();
        }
      }
      return this;
    }

    /** Adds an array of texts. */
    public Builder texts(String name, List<String> values) {
      checkNew(name);
      ArrayNode array = fields.putArray(name);
      values.forEach(array::add);
      return this;
    }

    /**
     * Adds the command's settings.
     *
     * @param settings truth values and numbers are kept as such, everything else becomes text
     */
    public Builder settings(Map<String, Object> settings) {
      Builder nested = new Builder();
      settings.forEach(
          (name, value) -> {
            if (value instanceof Boolean flag) {
              nested.flag(name, flag);
            } else if (value instanceof Long || value instanceof Integer) {
              nested.count(name, ((Number) value).longValue());
            } else if (value instanceof Number number) {
              nested.number(name, number.doubleValue());
            } else {
              nested.text(name, String.valueOf(value));
            }
          });
      return figures("settings", nested.build());
    }

    /** The figures so far. */
    public Figures build() {
      return new Figures(fields.deepCopy());
    }

    private void checkNew(String name) {
      if (fields.has(name)) {
        throw new IllegalArgumentException("The figure " + name + " is there already.");
      }
    }
  }
}
