package io.github.lfp4j.dl4j.convert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What comes after what in a graph, given as the inputs of each vertex. */
final class Reach {

  private final Map<String, List<String>> inputs;
  private final Map<String, List<String>> consumers = new HashMap<>();

  Reach(Map<String, List<String>> inputs) {
    this.inputs = inputs;
    inputs.forEach(
        (name, sources) ->
            sources.forEach(
                source -> consumers.computeIfAbsent(source, s -> new ArrayList<>()).add(name)));
  }

  /** All vertices that at least one of the given ones comes before. */
  Set<String> after(Collection<String> vertices) {
    return reachable(vertices, consumers);
  }

  /** All vertices that at least one of the given ones comes after. */
  Set<String> before(Collection<String> vertices) {
    return reachable(vertices, inputs);
  }

  private static Set<String> reachable(
      Collection<String> from, Map<String, List<String>> neighbours) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (String next : neighbours.getOrDefault(open.remove(), List.of())) {
        if (found.add(next)) {
          open.add(next);
        }
      }
    }
    return found;
  }
}
