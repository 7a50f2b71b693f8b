namespace Unbraid.Audio;

/// <summary>Where the packed samples of one file go. Disposing without finishing leaves a file that nobody should read.</summary>
internal interface ISampleSink : IAsyncDisposable
{
    /// <summary>Appends whole frames.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken);

    /// <summary>Completes and closes the file.</summary>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
