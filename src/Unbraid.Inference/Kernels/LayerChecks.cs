namespace Unbraid.Inference;

/// <summary>Argument checks that layers share.</summary>
internal static class LayerChecks
{
    public static void Length(ReadOnlySpan<float> values, int expected, string name)
    {
        if (values.Length != expected)
            throw new ArgumentException($"'{name}' holds {values.Length} floats, the layer needs {expected}.", name);
    }

    public static void LengthOrEmpty(ReadOnlySpan<float> values, int expected, string name)
    {
        if (!values.IsEmpty)
            Length(values, expected, name);
    }

    public static void AtLeast(int length, long needed, string name)
    {
        if (length < needed)
            throw new ArgumentException($"'{name}' holds {length} floats, {needed} are needed.", name);
    }

    public static void Maps(
        ReadOnlySpan<float> x, FeatureMap xMap, int inputs, ReadOnlySpan<float> residual, ReadOnlySpan<float> y, FeatureMap yMap, int outputs)
    {
        if (xMap.Channels != inputs || yMap.Channels != outputs)
            throw new ArgumentException($"The layer maps {inputs} channels to {outputs}, not {xMap.Channels} to {yMap.Channels}.", nameof(xMap));
        xMap.Check(x.Length, nameof(x));
        yMap.Check(y.Length, nameof(y));
        if (!residual.IsEmpty)
            yMap.Check(residual.Length, nameof(residual));
    }
}

/// <summary>Layer scale multiplied into weights, where it costs nothing at run time.</summary>
internal static class LayerScale
{
    /// <summary>The weights times the scale, or nothing where there is no scale, and the bias times the scale.</summary>
    public static (float[] Weights, float[] Bias) Fold(
        ReadOnlySpan<float> scale, Activation activation, int outputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        var offset = bias.IsEmpty ? new float[outputs] : bias.ToArray();
        if (scale.IsEmpty)
            return ([], offset);
        var scaled = weights.ToArray();
        if (activation is not (Activation.None or Activation.Glu))
            throw new ArgumentException($"Layer scale cannot follow {activation}.", nameof(scale));
        LayerChecks.Length(scale, activation == Activation.Glu ? outputs / 2 : outputs, nameof(scale));
        var depth = weights.Length / outputs;
        for (var i = 0; i < scale.Length; i++)
        {
            offset[i] *= scale[i];
            foreach (ref var weight in scaled.AsSpan(i * depth, depth))
                weight *= scale[i];
        }

        return (scaled, offset);
    }
}
