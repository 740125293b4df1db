/**
 * The commands, one class each, and what several of them share: opening data, fitting it to a
 * network, training with progress, describing a network's layers. What a library user would want
 * lives in the libraries; here is only the conversation with the person at the keyboard.
 */
package io.github.lfp4j.cli.command;
