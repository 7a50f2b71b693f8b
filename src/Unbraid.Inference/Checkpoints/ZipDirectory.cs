using System.Buffers.Binary;
using System.Text;

namespace Unbraid.Inference.Checkpoints;

/// <summary>The entries of a ZIP file and where their bytes lie. Entries must be stored, as PyTorch stores them, so nothing can inflate.</summary>
/// <remarks>Format: PKWARE APPNOTE 6.3, sections 4.3.7 (local header) to 4.3.16 (end of central directory), ZIP64 included.</remarks>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EndLength = 22;
    private const int MaxEntries = 100_000;
    private const int MaxDirectory = 32 << 20;

    /// <summary>Reads the directory.</summary>
    /// <returns>Entry name to the range of its bytes in the file.</returns>
    public static Dictionary<string, FileRange> Read(CheckpointFile file)
    {
        var (start, length, count) = FindDirectory(file);
        if (count is < 0 or > MaxEntries || length is < 0 or > MaxDirectory || start < 0 || start > file.Length - length)
        {
            throw new CheckpointException("the directory of the ZIP container is damaged.");
        }

        var directory = new byte[length];
        file.Read(start, directory);
        var entries = new Dictionary<string, FileRange>();
        ReadOnlySpan<byte> rest = directory;
        for (long i = 0; i < count; i++)
        {
            rest = ReadEntry(file, rest, entries);
        }

        return entries;
    }

    private static (long Start, long Length, long Count) FindDirectory(CheckpointFile file)
    {
        var tail = new byte[Math.Min(file.Length, EndLength + ushort.MaxValue)];
        file.Read(file.Length - tail.Length, tail);
        var at = tail.Length - EndLength;
        while (at >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
        {
            at--;
        }

        if (at < 0)
        {
            throw new CheckpointException("the end of the ZIP container is missing; the file is cut off or damaged.");
        }

        ReadOnlySpan<byte> end = tail.AsSpan(at, EndLength);
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var locator = file.Length - tail.Length + at - 20;
        if ((count != ushort.MaxValue && length != uint.MaxValue && start != uint.MaxValue) || locator < 0)
        {
            return (start, length, count);
        }

        Span<byte> record = stackalloc byte[56];
        file.Read(locator, record[..20]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Locator64Signature)
        {
            return (start, length, count);
        }

        file.Read(BinaryPrimitives.ReadInt64LittleEndian(record[8..]), record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
        {
            throw new CheckpointException("the ZIP64 directory is damaged.");
        }

        return (BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]));
    }

    private static ReadOnlySpan<byte> ReadEntry(CheckpointFile file, ReadOnlySpan<byte> bytes, Dictionary<string, FileRange> entries)
    {
        if (bytes.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != EntrySignature)
        {
            throw new CheckpointException("an entry of the ZIP directory is damaged.");
        }

        var method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        long header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        if (bytes.Length < 46 + nameLength + extraLength + commentLength)
        {
            throw new CheckpointException("an entry of the ZIP directory is damaged.");
        }

        var name = Encoding.UTF8.GetString(bytes.Slice(46, nameLength));
        ReadZip64(bytes.Slice(46 + nameLength, extraLength), ref size, ref packed, ref header);
        if (method != 0 || packed != size)
        {
            throw new CheckpointException($"the entry {name} is compressed; PyTorch stores its files uncompressed. Save the checkpoint again with torch.save.");
        }

        Span<byte> local = stackalloc byte[30];
        file.Read(header, local);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
        {
            throw new CheckpointException($"the ZIP entry {name} is not where the directory says.");
        }

        var start = header + 30 + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (size < 0 || start > file.Length - size)
        {
            throw new CheckpointException($"the ZIP entry {name} reaches past the end of the file; it is cut off or damaged.");
        }

        if (!entries.TryAdd(name, new FileRange(start, size)))
        {
            throw new CheckpointException($"the ZIP entry {name} is there twice.");
        }

        return bytes[(46 + nameLength + extraLength + commentLength)..];
    }

    // Extra field 1 holds, as 64-bit numbers and in this order, those of the three that are all ones in the entry itself.
    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            extra = extra[4..];
            if (length > extra.Length)
            {
                return;
            }

            if (id == 1)
            {
                var field = extra[..length];
                TakeIfAllOnes(ref size, ref field);
                TakeIfAllOnes(ref packed, ref field);
                TakeIfAllOnes(ref header, ref field);
                return;
            }

            extra = extra[length..];
        }
    }

    private static void TakeIfAllOnes(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value == uint.MaxValue && field.Length >= 8)
        {
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }
}
