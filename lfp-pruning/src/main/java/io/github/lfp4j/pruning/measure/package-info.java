/** What a network is and does, in numbers: parameters, multiply-adds, accuracy, time. */
package io.github.lfp4j.pruning.measure;
