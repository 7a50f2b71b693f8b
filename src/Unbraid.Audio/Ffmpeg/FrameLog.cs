using System.Globalization;
using System.Threading.Channels;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>One block of samples as the decoder put it out.</summary>
/// <param name="Time">Its place in frames, by the file's time stamps; null where it has none.</param>
/// <param name="Frames">Its length.</param>
/// <param name="BytePosition">Where in the file its packet lies, if ffmpeg says so.</param>
internal readonly record struct DecodedBlock(long? Time, int Frames, long? BytePosition);

/// <summary>Reads from ffmpeg's log what its filter <c>ashowinfo</c> tells of every block, in the order of the samples.</summary>
internal sealed class FrameLog
{
    /// <summary>Options that make ffmpeg tell: the level stands in every line, so that errors can be told from the rest.</summary>
    public static readonly string[] Options = ["-loglevel", "repeat+level+info", "-nostats"];

    public const string Filter = "ashowinfo";

    private readonly Channel<DecodedBlock> _blocks = Channel.CreateUnbounded<DecodedBlock>();

    /// <summary>Lines of errors so far.</summary>
    public int Errors { get; private set; }

    /// <summary>Takes a line of the log; true if it is not about an error.</summary>
    public bool Take(string line)
    {
        if (!line.Contains("[info] ", StringComparison.Ordinal) && !line.Contains("[warning] ", StringComparison.Ordinal))
        {
            Errors++;
            return false;
        }

        // Lines of their own tell what comes with a block, such as levels for mixing it down.
        if (!line.Contains(Filter, StringComparison.Ordinal) || line.Contains("side data", StringComparison.Ordinal))
            return true;
        if (Number(line, " nb_samples:") is > 0 and <= int.MaxValue and var frames)
            _blocks.Writer.TryWrite(new DecodedBlock(Number(line, " pts:"), (int)frames, Number(line, " pos:")));
        else
            End(); // another ffmpeg that tells it otherwise: whoever waits would wait for ever
        return true;
    }

    /// <summary>There will be no more lines.</summary>
    public void End() => _blocks.Writer.TryComplete();

    /// <summary>The block that comes next, which stays the next one; null at the end.</summary>
    public async ValueTask<DecodedBlock?> PeekAsync() =>
        await _blocks.Reader.WaitToReadAsync() && _blocks.Reader.TryPeek(out var block) ? block : null;

    /// <summary>The next block, or null at the end.</summary>
    public async ValueTask<DecodedBlock?> NextAsync() =>
        await _blocks.Reader.WaitToReadAsync() && _blocks.Reader.TryRead(out var block) ? block : null;

    private static long? Number(string line, string name)
    {
        int start = line.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = line.AsSpan(start + name.Length);
        int end = rest.IndexOf(' ');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
