/** Listeners for Deeplearning4j's training loop. */
package io.github.lfp4j.dl4j.listener;
