using System.Text;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>
/// Texts of tags as ffprobe passes them on: UTF-8, and where a byte cannot be that, Latin-1, in which ID3v1 and old programs write.
/// </summary>
internal static class TagText
{
    /// <summary>Reads bytes that are mostly UTF-8.</summary>
    public static Encoding Encoding { get; } = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback());

    private sealed class Latin1Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();
    }

    private sealed class Buffer : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (_bytes, _next) = (bytesUnknown, 0);
            return true;
        }

        public override char GetNextChar() => _next < _bytes.Length ? (char)_bytes[_next++] : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0)
                return false;
            _next--;
            return true;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
