using Unbraid.Service.Storage;

namespace Unbraid.Service.Security;

/// <summary>
/// What a small text says, as it is now: a change by another process counts at once. Where it cannot be read in a moment, is damaged or gone while
/// the service runs, what it said last stays.
/// </summary>
/// <typeparam name="T">What it says.</typeparam>
internal sealed class WatchedText<T> where T : class
{
    private readonly IGuardedText _text;
    private readonly Func<string?, T> _parse;
    private Content _content;

    /// <param name="text">The text.</param>
    /// <param name="parse">Reads it, null where there is none; a <see cref="FormatException"/> says that it is damaged.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public WatchedText(IGuardedText text, Func<string?, T> parse)
    {
        (_text, _parse) = (text, parse);
        _content = Read();
    }

    public T Value
    {
        get
        {
            var content = _content;
            try
            {
                var stamp = _text.Stamp();
                return stamp is null || stamp.Equals(content.Stamp) ? content.Value : (_content = Read()).Value;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                return content.Value;
            }
        }
    }

    /// <summary>Whether there is no text any more, so that what it said is lost with this process.</summary>
    public bool IsGone
    {
        get
        {
            try
            {
                return _content.Stamp is not null && _text.Stamp() is null;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private Content Read()
    {
        var stamp = _text.Stamp(); // before the text: a change in between is then seen the next time
        return new Content(_parse(_text.Read()), stamp);
    }

    private sealed record Content(T Value, object? Stamp);
}
