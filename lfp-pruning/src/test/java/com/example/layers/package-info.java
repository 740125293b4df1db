/** Stands for what a user of the library adds to Deeplearning4j. */
package com.example.layers;
