@NullMarked
package dev.perdure.spring;

import org.jspecify.annotations.NullMarked;
