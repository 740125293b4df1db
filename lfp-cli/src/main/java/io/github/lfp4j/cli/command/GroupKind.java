package io.github.lfp4j.cli.command;

import io.github.lfp4j.pruning.structure.Structure;
import io.github.lfp4j.pruning.structure.UnitGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Groups of units of the same layers.
 *
 * @param layers names of the layers that have a unit in each of the groups
 * @param groups how many groups there are
 * @param unitsEach how many units go with one of them
 */
record GroupKind(List<String> layers, int groups, int unitsEach) {

  /** Keeps a copy of the list. */
  GroupKind {
    layers = List.copyOf(layers);
  }

  /** All kinds of a network, in the order of its layers. */
  static List<GroupKind> of(Structure structure) {
    Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
    for (UnitGroup group : structure.groups()) {
      counts.merge(group.members().stream().map(UnitGroup.Member::layer).toList(), 1, Integer::sum);
    }
    List<GroupKind> kinds = new ArrayList<>();
    counts.forEach(
        (layers, count) ->
            kinds.add(
                new GroupKind(
                    layers.stream().distinct().map(l -> structure.names().get(l)).toList(),
                    count,
                    layers.size())));
    return kinds;
  }

  /** The layers' names, for a table. */
  String names() {
    return layers.stream().collect(Collectors.joining(" + "));
  }
}
