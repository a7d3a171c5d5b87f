package dev.tombola.measure;

import dev.tombola.nn.Density;
import java.util.SequencedMap;

/// The shape of a mask.
///
/// @param survivors kept weights by layer's weight name, in the network's order
/// @param sizes all weights by the same names
/// @param effective weights on a live path from an input to an output, as a density
/// @param deadNeurons hidden neurons on no such path; in a convolution, channels
/// @param hiddenNeurons all hidden neurons
public record Structure(
    SequencedMap<String, Integer> survivors,
    SequencedMap<String, Integer> sizes,
    Density effective,
    int deadNeurons,
    int hiddenNeurons) {}
