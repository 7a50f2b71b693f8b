namespace Unbraid.Inference;

/// <summary>
/// How a convolution reaches over [channels, height, width]. There is no padding at the end: the shape of the destination says how far it runs, and
/// taps outside the source read zero. A transposed convolution takes the same numbers: its padding is what is trimmed from the start.
/// </summary>
/// <param name="InputChannels">Channels of the source.</param>
/// <param name="OutputChannels">Channels before <see cref="Activation.Glu"/>.</param>
internal sealed record ConvolutionShape(int InputChannels, int OutputChannels)
{
    public int KernelHeight { get; init; } = 1;
    public int KernelWidth { get; init; } = 1;
    public int StrideHeight { get; init; } = 1;
    public int StrideWidth { get; init; } = 1;
    public int DilationHeight { get; init; } = 1;
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows of zeros above the source.</summary>
    public int PaddingTop { get; init; }

    /// <summary>Zeros before each row of the source.</summary>
    public int PaddingLeft { get; init; }

    /// <summary>Groups of channels that do not see each other; input and output channels are multiples of it.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Taps of one output: input channels of a group times the kernel's area.</summary>
    internal int Depth => InputChannels / Groups * KernelHeight * KernelWidth;

    internal void Check(string name)
    {
        if (InputChannels < 1 || OutputChannels < 1 || KernelHeight < 1 || KernelWidth < 1 || StrideHeight < 1 || StrideWidth < 1
            || DilationHeight < 1 || DilationWidth < 1 || PaddingTop < 0 || PaddingLeft < 0 || Groups < 1
            || InputChannels % Groups != 0 || OutputChannels % Groups != 0)
        {
            throw new ArgumentException($"{this} is not a convolution.", name);
        }
    }
}
