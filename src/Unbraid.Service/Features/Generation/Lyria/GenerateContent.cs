using System.Text.Json.Nodes;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>One call that waits for its song.</summary>
/// <remarks>
/// After https://ai.google.dev/api/generate-content. A call has no id, no progress and cannot be taken back: who gives up may still be billed.
/// </remarks>
internal sealed class GenerateContent(LyriaHttp http, LyriaOptions options) : ISongSource
{
    private readonly string _path = $"models/{Uri.EscapeDataString(options.Model)}:generateContent";

    public OptionalMembers Optional => OptionalMembers.Store | OptionalMembers.Seed;

    public async Task<LyriaSong> AskAsync(LyriaRequest request, OptionalMembers members, IPaidCall call, CancellationToken cancellationToken)
    {
        await call.BeginAsync();
        try
        {
            var answer = await http.SendAsync<WireAnswer>(HttpMethod.Post, _path, Body(request, members), options.Timeout, cancellationToken);
            return LyriaAnswer.SongOf(answer, request.Instrumental);
        }
        catch (LyriaException e) when (e.IsFree)
        {
            await call.ForgetAsync();
            throw;
        }
    }

    private JsonObject Body(LyriaRequest request, OptionalMembers members)
    {
        var parts = new JsonArray(new JsonObject { ["text"] = request.Text() });
        if (request.Image is { } image)
            parts.Add(new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = image.MediaType, ["data"] = Convert.ToBase64String(image.Content.Span) } });
        var generation = new JsonObject { ["responseModalities"] = new JsonArray("AUDIO", "TEXT") };
        if (request.Seed is { } seed && members.HasFlag(OptionalMembers.Seed))
            generation["seed"] = seed;
        var body = new JsonObject
        {
            ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = parts }),
            ["generationConfig"] = generation,
        };
        if (members.HasFlag(OptionalMembers.Store))
            body["store"] = options.Store;
        return body;
    }
}
