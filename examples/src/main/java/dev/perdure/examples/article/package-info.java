/** A first orchestration: three activities, one after the other. The how-to page goes through it. */
@NullMarked
package dev.perdure.examples.article;

import org.jspecify.annotations.NullMarked;
