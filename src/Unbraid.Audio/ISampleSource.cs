namespace Unbraid.Audio;

/// <summary>A decoder: the samples of a file in the file's own rate and channels.</summary>
internal interface ISampleSource : IAsyncDisposable
{
    /// <summary>What the file says about itself; its format is the one that <see cref="ReadAsync"/> delivers.</summary>
    AudioInfo Info { get; }

    /// <summary>The loudspeakers of the channels in ascending order of bits, as in WAVE_FORMAT_EXTENSIBLE; 0 when the file does not say.</summary>
    uint ChannelMask { get; }

    /// <summary>What turned out to be missing, known at the end of the sound; null where nothing did.</summary>
    AudioDamage? Damage => null;

    /// <summary>Fills the buffer (a whole number of frames) as far as the sound goes; returns frames, fewer than asked at the end only.</summary>
    ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken);
}
