using System.Text;

namespace Unbraid.Audio.Ffmpeg;

/// <summary>Lines of a text, of which each is kept only as far as a sensible one goes.</summary>
internal sealed class BoundedLines(TextReader text)
{
    public const int MaxLength = 4096;

    private readonly char[] _buffer = new char[4096];
    private int _next, _filled;

    /// <summary>The next line without its end, cut to <see cref="MaxLength"/>; null at the end of the text.</summary>
    public async ValueTask<string?> NextAsync()
    {
        var line = new StringBuilder();
        bool any = false;
        while (true)
        {
            if (_next == _filled)
            {
                _filled = await text.ReadAsync(_buffer);
                _next = 0;
                if (_filled == 0)
                    return any ? line.ToString() : null;
            }

            any = true;
            int end = Array.IndexOf(_buffer, '\n', _next, _filled - _next), stop = end < 0 ? _filled : end;
            line.Append(_buffer, _next, Math.Min(stop - _next, MaxLength - line.Length));
            _next = end < 0 ? stop : stop + 1;
            if (end >= 0)
                return line.ToString().TrimEnd('\r');
        }
    }
}
