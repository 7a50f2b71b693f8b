namespace Unbraid.Audio;

/// <summary>The file formats that can be written.</summary>
public enum AudioContainer
{
    /// <summary>RIFF/WAVE, RF64 above 4 GB. Written by our own code.</summary>
    Wav,

    /// <summary>FLAC, lossless.</summary>
    Flac,

    /// <summary>MP3 with the LAME delay tag, so that players and decoders restore the exact length and offset.</summary>
    Mp3,

    /// <summary>AAC-LC in MP4 with an edit list, so that players and decoders restore the exact length and offset.</summary>
    M4a,

    /// <summary>Vorbis in Ogg.</summary>
    Ogg,

    /// <summary>Opus in Ogg, always at 48 kHz: other rates are resampled.</summary>
    Opus,
}

/// <summary>How one sample is stored in a lossless file. Lossy ones ignore it.</summary>
public enum SampleType
{
    /// <summary>16-bit integer, written with TPDF dither.</summary>
    Int16,

    /// <summary>24-bit integer, rounded to nearest.</summary>
    Int24,

    /// <summary>32-bit IEEE float, written as it is. WAV only.</summary>
    Float32,
}

/// <summary>A file format and, where it is lossless, the sample type in it.</summary>
public readonly record struct AudioEncoding(AudioContainer Container, SampleType Samples = SampleType.Int16)
{
    /// <summary>
    /// Kilobits a second of all channels together, within <see cref="Bitrates.Range"/>; a codec that has no such rate takes the nearest one. Default: about 245 for
    /// MP3, and a channel 128 for M4A, 96 for Ogg and Opus. Lossless files have none.
    /// </summary>
    public int? Bitrate { get; init; }
}
