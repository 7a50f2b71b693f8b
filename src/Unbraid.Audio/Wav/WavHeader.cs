using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Audio.Wav;

/// <summary>Everything of a WAV file that is not samples (RIFF/WAVE, RF64 of EBU Tech 3306, BW64 of ITU-R BS.2088).</summary>
/// <param name="Format">How the samples are stored.</param>
/// <param name="DataLength">Bytes of samples; <see cref="long.MaxValue"/> when only the end of the stream tells.</param>
/// <param name="Tags">From LIST/INFO and ID3 chunks.</param>
/// <param name="Gain">What samples are to be multiplied with because they lie at the lower end of their bytes; usually 1.</param>
/// <param name="MissingBytes">By how much the file is shorter than its data chunk, where that is a size that somebody counted.</param>
internal sealed record WavHeader(WavFormat Format, long DataLength, AudioTags Tags, float Gain = 1, long MissingBytes = 0)
{
    private const uint Unknown = 0xFFFFFFFF;
    private const int MaxTagBytes = 1 << 20;

    /// <summary>A file of some megabytes can hold a million empty chunks.</summary>
    private const int MaxChunks = 10_000;

    /// <summary>Reads the header and leaves the stream at the first sample; null if this is not a WAV file of plain samples
    /// that come within the first chunks.</summary>
    /// <remarks>
    /// Sizes are believed only as far as the file goes. A data chunk reaches to the end of the file if it is longer than that, or of size
    /// 0xFFFFFFFF as programs write that stream, or of size 0 where what follows it is not further chunks: a recorder writes its header
    /// first and the sizes last, unless it crashes.
    /// </remarks>
    public static async Task<WavHeader?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[12];
        if (await stream.ReadAtLeastAsync(head, 12, throwOnEndOfStream: false, cancellationToken) < 12 ||
            Id(head) is not ("RIFF" or "RF64" or "BW64") || Id(head.AsSpan(8)) != "WAVE")
        {
            return null;
        }

        long? dataLength64 = null;
        WavFormat? format = null;
        var tags = new Dictionary<string, string>();
        for (int chunks = 0; chunks < MaxChunks && await ReadChunkAsync(stream, cancellationToken) is var (id, length); chunks++)
        {
            if (id == "data")
            {
                if (format is not { } known)
                    return null;
                long claimed = length == Unknown && dataLength64 is { } wide ? wide : length;
                if (!stream.CanSeek)
                    return new WavHeader(known, claimed is 0 or Unknown ? long.MaxValue : claimed, new AudioTags(tags));
                return await AtDataAsync(stream, known, claimed, tags, cancellationToken);
            }

            var body = await ReadBodyAsync(stream, length, wanted: id is "fmt " or "ds64" or "LIST" or "id3 " or "ID3 ", cancellationToken);
            if (id == "fmt ")
                format = WavFormat.Parse(body);
            else if (id == "ds64" && body.Length >= 16)
                dataLength64 = BinaryPrimitives.ReadInt64LittleEndian(body.AsSpan(8));
            else
                AddTags(id, body, tags);
        }

        return null;
    }

    private static async Task<WavHeader> AtDataAsync(
        Stream stream, WavFormat format, long claimed, Dictionary<string, string> tags, CancellationToken cancellationToken)
    {
        long start = stream.Position, there = stream.Length - start, length = claimed;
        if (claimed is < 0 or Unknown || claimed > there || (claimed == 0 && !await AreChunksAsync(stream, cancellationToken)))
        {
            length = there;
        }
        else
        {
            stream.Position = start + claimed + (claimed & 1);
            for (int chunks = 0; chunks < MaxChunks && await ReadChunkAsync(stream, cancellationToken) is var (id, size); chunks++)
                AddTags(id, await ReadBodyAsync(stream, size, wanted: id is "LIST" or "id3 " or "ID3 ", cancellationToken), tags);
        }

        stream.Position = start;
        bool low = format.UnusedBits > 0 && await Justification.IsAtLowerEndAsync(stream, format, length, cancellationToken);
        // Programs that write to a pipe state some size near the largest of 31 or 32 bits.
        long missing = claimed > there && claimed is not (>= 0x7FF00000 and <= Unknown) ? claimed - there : 0;
        return new WavHeader(format, length, new AudioTags(tags), low ? 1 << format.UnusedBits : 1, missing);
    }

    /// <summary>Whether the rest of the file is chunks, one after the other up to its end.</summary>
    private static async Task<bool> AreChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (int chunks = 0; stream.Position < stream.Length; chunks++)
        {
            if (chunks == MaxChunks || await ReadChunkAsync(stream, cancellationToken) is not var (id, length) || !id.All(c => c is >= ' ' and <= '~') ||
                stream.Position + length > stream.Length)
                return false;
            stream.Position = Math.Min(stream.Length, stream.Position + length + (length & 1));
        }

        return true;
    }

    private static void AddTags(string id, ReadOnlySpan<byte> body, Dictionary<string, string> tags)
    {
        if (id == "LIST")
            WavInfo.Parse(body, tags);
        else if (id is "id3 " or "ID3 ")
            Id3Tag.Parse(body, tags);
    }

    private static async Task<(string Id, uint Length)?> ReadChunkAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[8];
        return await stream.ReadAtLeastAsync(head, 8, throwOnEndOfStream: false, cancellationToken) < 8
            ? null
            : (Id(head), BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
    }

    /// <summary>Reads or skips a chunk's body and its padding to an even length.</summary>
    private static async Task<byte[]> ReadBodyAsync(Stream stream, uint length, bool wanted, CancellationToken cancellationToken)
    {
        var body = new byte[wanted ? Math.Min(length, MaxTagBytes) : 0];
        int read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        long rest = length + (length & 1L) - read;
        if (stream.CanSeek)
        {
            stream.Position = Math.Min(stream.Length, stream.Position + rest);
            return body[..read];
        }

        var skipped = new byte[4096];
        while (rest > 0)
        {
            int count = await stream.ReadAsync(skipped.AsMemory(0, (int)Math.Min(rest, skipped.Length)), cancellationToken);
            if (count == 0)
                break;
            rest -= count;
        }

        return body[..read];
    }

    private static string Id(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes[..4]);
}
