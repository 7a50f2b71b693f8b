namespace Unbraid.Inference;

/// <summary>
/// The shape of a span that holds [channels, height, width]: rows of <see cref="Width"/> floats are contiguous, rows of a channel follow each
/// other, channels are <see cref="ChannelStride"/> floats apart. A signal over time has height 1. A band of rows of a larger map is a span that
/// starts at its first row together with the stride of the larger map.
/// </summary>
internal readonly record struct FeatureMap
{
    /// <param name="channels">Number of channels.</param>
    /// <param name="height">Rows per channel, as frequencies.</param>
    /// <param name="width">Floats per row, as frames.</param>
    /// <param name="channelStride">Floats from a channel to the next; by default height times width.</param>
    public FeatureMap(int channels, int height, int width, int channelStride = 0)
    {
        if (channels < 0 || height < 0 || width < 0 || (channelStride != 0 && channelStride < height * width))
            throw new ArgumentException($"[{channels}, {height}, {width}] with a channel stride of {channelStride} is not a map.", nameof(channelStride));
        (Channels, Height, Width) = (channels, height, width);
        ChannelStride = channelStride == 0 ? height * width : channelStride;
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Rows per channel.</summary>
    public int Height { get; }

    /// <summary>Floats per row.</summary>
    public int Width { get; }

    /// <summary>Floats from a channel to the next.</summary>
    public int ChannelStride { get; }

    /// <summary>Floats per channel.</summary>
    public int Area => Height * Width;

    /// <summary>Floats from the first of the map to its last, both included.</summary>
    public int Span => Channels == 0 ? 0 : ((Channels - 1) * ChannelStride) + Area;

    internal void Check(int length, string name)
    {
        if (length < Span)
            throw new ArgumentException($"'{name}' holds {length} floats, but [{Channels}, {Height}, {Width}] needs {Span}.", name);
    }
}
