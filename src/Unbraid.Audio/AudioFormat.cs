namespace Unbraid.Audio;

/// <summary>How samples are laid out in time: sample rate in Hz (8,000 to 192,000) and number of channels (1 to 8).</summary>
/// <remarks>A <em>frame</em> is one sample of every channel. Lengths and offsets are always counted in frames.</remarks>
public readonly record struct AudioFormat(int SampleRate, int Channels);
