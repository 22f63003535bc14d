@NullMarked
package dev.perdure.examples.article;

import org.jspecify.annotations.NullMarked;
