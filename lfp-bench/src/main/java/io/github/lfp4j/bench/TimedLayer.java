package io.github.lfp4j.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;

/** Stands before a layer in a network and holds a clock to its passes. */
final class TimedLayer implements InvocationHandler {

  private final Layer layer;
  private long forwardNanos;
  private long backwardNanos;

  TimedLayer(Layer layer) {
    this.layer = layer;
  }

  /** The layer itself. */
  Layer layer() {
    return layer;
  }

  /** What the network is to call in the layer's place. */
  Layer proxy() {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    for (Class<?> c = layer.getClass(); c != null; c = c.getSuperclass()) {
      Collections.addAll(interfaces, c.getInterfaces());
    }
    return (Layer)
        Proxy.newProxyInstance(
            Layer.class.getClassLoader(), interfaces.toArray(Class<?>[]::new), this);
  }

  /** Milliseconds since the last call in the forward pass; begins again at zero. */
  double takeForwardMillis() {
    double millis = forwardNanos / 1e6;
    forwardNanos = 0;
    return millis;
  }

  /** Milliseconds since the last call in the backward pass; begins again at zero. */
  double takeBackwardMillis() {
    double millis = backwardNanos / 1e6;
    backwardNanos = 0;
    return millis;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    long start = System.nanoTime();
    try {
      return method.invoke(layer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      long nanos = System.nanoTime() - start;
      switch (method.getName()) {
        case "activate" -> forwardNanos += nanos;
        case "backpropGradient" -> backwardNanos += nanos;
        default -> {
          // Not a pass.
        }
      }
    }
  }
}
