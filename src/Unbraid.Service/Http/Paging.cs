using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Unbraid.Service.Http;

/// <summary>A place in a list that is ordered by time and id, newest first.</summary>
internal readonly record struct Cursor(DateTimeOffset Time, Guid Id)
{
    /// <summary>The text that clients carry; opaque to them.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{Time.ToUnixTimeMilliseconds()}.{Id:N}"));

    public static Cursor? Parse(string text)
    {
        if (text.Length > 100 || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        return parts.Length == 2 && Guid.TryParseExact(parts[1], "N", out var id) &&
            long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time) &&
            time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new Cursor(DateTimeOffset.FromUnixTimeMilliseconds(time), id)
            : null;
    }
}

/// <summary>Which page of a list is asked for.</summary>
internal readonly record struct Paging(int Limit, Cursor? After)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    /// <summary>Reads the query's <c>limit</c> and <c>cursor</c>, and adds what is wrong with them to the errors.</summary>
    public static Paging Read(string? limit, string? cursor, List<string> errors)
    {
        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) ||
            count is < 1 or > MaxLimit))
            errors.Add($"limit must be a whole number from 1 to {MaxLimit}");
        var after = cursor is null ? null : Cursor.Parse(cursor);
        if (cursor is not null && after is null)
            errors.Add("cursor must be the nextCursor of an earlier answer");
        return new Paging(count, after);
    }

    /// <summary>Makes a page of what was found when one more than the limit was asked for.</summary>
    public Page<T> PageOf<TRow, T>(IReadOnlyList<TRow> found, Func<TRow, T> present, Func<TRow, Cursor> place) => new()
    {
        Items = [.. found.Take(Limit).Select(present)],
        NextCursor = found.Count > Limit ? place(found[Limit - 1]).ToString() : null,
    };
}

[Description("A part of a list, newest first.")]
internal sealed record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    [Description("Send it as cursor to get the next part. Absent from the last part.")]
    public string? NextCursor { get; init; }
}
