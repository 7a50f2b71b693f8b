using System.Text.Json;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Security;

/// <summary>A token that was issued here.</summary>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="RevokedAt">When it was revoked, if it was.</param>
internal sealed record LedgerToken(string Id, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null);

/// <summary>
/// The tokens issued with the set-up's own key, and which of them were revoked, in a text beside it. The tokens themselves are not in it. A change of
/// the text counts at once.
/// </summary>
internal sealed class TokenLedger
{
    private readonly IGuardedText _text;
    private readonly WatchedText<Page> _page;

    /// <exception cref="ServiceException">The text cannot be read, or is damaged.</exception>
    public TokenLedger(IGuardedText text)
    {
        _text = text;
        _page = Guarded(() => new WatchedText<Page>(text, Parse));
    }

    /// <summary>Whether the text was removed. What it said counts on, until this process ends.</summary>
    public bool IsGone => _page.IsGone;

    /// <summary>Remembers a new token; those that have expired are forgotten.</summary>
    public void Add(LedgerToken token) => Change(page => page with
    {
        Tokens = [.. page.Tokens.Where(old => old.ExpiresAt > token.IssuedAt), token],
    });

    /// <summary>The tokens that are known, the newest first.</summary>
    public IReadOnlyList<LedgerToken> List() => [.. _page.Value.Tokens.OrderByDescending(token => token.IssuedAt)];

    /// <summary>Revokes a token by its id, known here or not.</summary>
    /// <returns>The token as it is known here.</returns>
    public LedgerToken? Revoke(string id, DateTimeOffset now)
    {
        Change(page => page with
        {
            Tokens = [.. page.Tokens.Select(token => token.Id == id ? token with { RevokedAt = token.RevokedAt ?? now } : token)],
        });
        return _page.Value.Tokens.FirstOrDefault(token => token.Id == id);
    }

    /// <summary>Revokes all tokens of a subject that were issued up to now, those of before there was this ledger too.</summary>
    /// <returns>How many of them are known here and were good until now.</returns>
    public int RevokeAll(string subject, DateTimeOffset now)
    {
        var ended = 0;
        Change(page =>
        {
            ended = page.Tokens.Count(token => token.Subject == subject && token.RevokedAt is null && token.ExpiresAt > now);
            return page with
            {
                Tokens = [.. page.Tokens.Select(token => token.Subject == subject ? token with { RevokedAt = token.RevokedAt ?? now } : token)],
                Ends = [.. page.Ends.Where(end => end.Subject != subject), new End(subject, now)],
            };
        });
        return ended;
    }

    /// <summary>Whether a token was revoked.</summary>
    public bool IsRevoked(string? id, string subject, DateTimeOffset issuedAt)
    {
        var page = _page.Value;
        return page.Tokens.Any(token => token.Id == id && token.RevokedAt is not null)
            || page.Ends.Any(end => end.Subject == subject && issuedAt <= end.At && page.Tokens.All(token => token.Id != id || token.RevokedAt is not null));
    }

    private void Change(Func<Page, Page> change) => Guarded(() =>
    {
        _text.Change(text => JsonSerializer.Serialize(change(Parse(text)), JsonSerializerOptions.Web));
        return 0;
    });

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FormatException e)
        {
            throw new ServiceException(
                $"The list of tokens {_text.Place} is damaged; put a copy back, or remove it (tokens that were revoked then count again, so rotate and retire the key first).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The list of tokens {_text.Place} cannot be read or written: {e.Message}", e);
        }
    }

    private static Page Parse(string? text)
    {
        try
        {
            return text is null ? new Page([], []) : JsonSerializer.Deserialize<Page>(text, JsonSerializerOptions.Web) ?? throw new FormatException();
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private sealed record Page(IReadOnlyList<LedgerToken> Tokens, IReadOnlyList<End> Ends);

    private sealed record End(string Subject, DateTimeOffset At);
}
