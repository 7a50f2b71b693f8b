namespace Unbraid.Audio.Ffmpeg;

/// <summary>Lets a sound begin later, with silence, or earlier, without its beginning.</summary>
/// <param name="source">The sound.</param>
/// <param name="frames">Of silence before it; negative: that are left out.</param>
internal sealed class ShiftedSource(ISampleSource source, long frames) : ISampleSource
{
    private readonly int _channels = source.Info.Format.Channels;
    private long _silence = Math.Max(0, frames);
    private long _surplus = Math.Max(0, -frames);

    public AudioInfo Info => source.Info;

    public uint ChannelMask => source.ChannelMask;

    public AudioDamage? Damage => source.Damage is { Holes: > 0 } damage
        ? damage with { FirstHole = damage.FirstHole + TimeSpan.FromSeconds((double)frames / Info.Format.SampleRate) }
        : source.Damage;

    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        while (_surplus > 0 && interleaved.Length >= _channels)
        {
            int wanted = (int)Math.Min(_surplus, interleaved.Length / _channels);
            if (await source.ReadAsync(interleaved[..(wanted * _channels)], cancellationToken) is var read and > 0)
                _surplus -= read;
            else
                return 0;
        }

        int silent = (int)Math.Min(_silence, interleaved.Length / _channels);
        interleaved.Span[..(silent * _channels)].Clear();
        _silence -= silent;
        var rest = interleaved[(silent * _channels)..];
        return silent + (rest.Length < _channels ? 0 : await source.ReadAsync(rest, cancellationToken));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
