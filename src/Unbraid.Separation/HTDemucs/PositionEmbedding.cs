namespace Unbraid.Separation.HTDemucs;

/// <summary>Sinusoidal position embeddings, in single precision step by step as the original computes them.</summary>
internal static class PositionEmbedding
{
    /// <summary>Positions along time: cosines in the first half of the channels, sines in the second.</summary>
    /// <returns>[length, channels]</returns>
    public static float[] OneDimensional(int length, TransformerConfig config)
    {
        var half = config.Channels / 2;
        var embedding = new float[length * config.Channels];
        for (var i = 0; i < half; i++)
        {
            var period = MathF.Pow((float)config.MaxPeriod, (float)i / (half - 1));
            for (var t = 0; t < length; t++)
            {
                var phase = t / period;
                embedding[(t * config.Channels) + i] = (float)(config.PositionWeight * MathF.Cos(phase));
                embedding[(t * config.Channels) + half + i] = (float)(config.PositionWeight * MathF.Sin(phase));
            }
        }

        return embedding;
    }

    /// <summary>Positions on the spectrogram: frames in the first half of the channels, frequencies in the second, sine and cosine in turn.</summary>
    /// <returns>[frequencies, frames, channels]</returns>
    public static float[] TwoDimensional(int frequencies, int frames, TransformerConfig config)
    {
        var half = config.Channels / 2;
        var embedding = new float[frequencies * frames * config.Channels];
        for (var i = 0; i < half; i += 2)
        {
            var rate = MathF.Exp(i * -(MathF.Log((float)config.MaxPeriod) / half));
            for (var f = 0; f < frequencies; f++)
            {
                for (var t = 0; t < frames; t++)
                {
                    var at = embedding.AsSpan(((f * frames) + t) * config.Channels, config.Channels);
                    at[i] = (float)(config.PositionWeight * MathF.Sin(t * rate));
                    at[i + 1] = (float)(config.PositionWeight * MathF.Cos(t * rate));
                    at[half + i] = (float)(config.PositionWeight * MathF.Sin(f * rate));
                    at[half + i + 1] = (float)(config.PositionWeight * MathF.Cos(f * rate));
                }
            }
        }

        return embedding;
    }
}
