using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Unbraid.Service.OpenApi;

/// <summary>The examples in the OpenAPI document.</summary>
internal static class Examples
{
    public const string Upload = "ApiPublicController_upload";
    public const string Poll = "ApiPublicController_getTask";
    private const string Generation = "ApiPublicController_createAudio";
    private const string Stems = "ApiPublicController_getStems";
    private const string Download = "ApiPublicController_download";
    private const string Video = "ApiPublicController_downloadVideo";
    private const string TaskId = "019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a55";
    private const string AudioId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

    public static JsonNode? Request(string? operation) => operation switch
    {
        Upload => new JsonObject { ["audioUrl"] = "https://example.com/song.mp3" },
        Stems => new JsonObject { ["audioId"] = AudioId },
        Download => new JsonObject { ["audioId"] = AudioId, ["format"] = "mp3" },
        Video => new JsonObject { ["audioId"] = AudioId, ["preset"] = "modern" },
        Generation => new JsonObject
        {
            ["action"] = "create_music",
            ["soundPrompt"] = "Dreamy indie pop, 92 BPM, in A minor, piano and strings",
            ["lyrics"] = "[Verse]\nThe morning comes on quiet feet\n[Chorus]\nStay a little longer",
            ["title"] = "Quiet feet",
        },
        _ => null,
    };

    public static IReadOnlyDictionary<string, JsonNode> Answers(string? operation) => operation switch
    {
        Upload or Stems or Download or Video or Generation => new Dictionary<string, JsonNode> { ["accepted"] = new JsonObject { ["taskId"] = TaskId } },
        "ApiPublicController_getAudio" => new Dictionary<string, JsonNode> { ["audio"] = Audio(withTasks: true) },
        "ApiPublicController_listAudios" => new Dictionary<string, JsonNode>
        {
            ["list"] = new JsonObject { ["items"] = new JsonArray(Audio(withTasks: false)), ["nextCursor"] = "MTc3MDM3NzQ3MjM0NQ" },
        },
        "ApiPublicController_cancelTask" => new Dictionary<string, JsonNode> { ["cancelled"] = Task("cancelled", ended: true) },
        _ => new Dictionary<string, JsonNode>
        {
            ["processing"] = Task("processing", ended: false),
            ["stems"] = Task("completed", ended: true, new JsonObject
            {
                ["vocals"] = Link("stems", TaskId, "vocals.wav"),
                ["drums"] = Link("stems", TaskId, "drums.wav"),
                ["bass"] = Link("stems", TaskId, "bass.wav"),
                ["other"] = Link("stems", TaskId, "other.wav"),
            }),
            ["upload"] = Task("completed", ended: true, new JsonObject
            {
                ["id"] = AudioId,
                ["audioId"] = AudioId,
                ["url"] = Link("audio", "9f86d081884c7d65", "audio.mp3"),
                ["isFlagged"] = false,
                ["title"] = "Song",
                ["duration"] = 187.42,
                ["sampleRate"] = 44100,
                ["channels"] = 2,
            }),
            ["download"] = Task("completed", ended: true, new JsonObject
            {
                ["url"] = Link("exports", AudioId, "audio.mp3"),
                ["format"] = "mp3",
            }),
            ["song"] = Task("completed", ended: true, new JsonObject
            {
                ["audioId"] = AudioId,
                ["audioUrl"] = Link("audio", "9f86d081884c7d65", "audio.wav"),
                ["duration"] = 92.6,
                ["title"] = "Quiet feet",
            }),
            ["video"] = Task("completed", ended: true, new JsonObject
            {
                ["preset"] = "modern",
                ["videoUrl"] = Link("videos", AudioId, "modern.mp4"),
            }),
            ["failed"] = Failed(),
            ["list"] = new JsonObject
            {
                ["items"] = new JsonArray(Task("processing", ended: false), Failed()),
                ["nextCursor"] = "MTc3MDM3NzQ3MjM0NQ",
            },
        },
    };

    public static string Meaning(string status) => status switch
    {
        "400" => "A field is missing or wrong; every wrong one is named.",
        "401" => "No token, or one that is not valid.",
        "404" => "Unknown, or another tenant's.",
        "409" => "The Idempotency-Key was used for another request.",
        "413" => "The body is larger than allowed.",
        "415" => "The body is of a media type that is not taken.",
        "429" => "Too many requests, or too many unfinished tasks; see the header Retry-After.",
        "503" => "The service is stopping; see the header Retry-After.",
        _ => ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture)),
    };

    public static JsonNode Problem(string status)
    {
        var (code, meaning) = (int.Parse(status, CultureInfo.InvariantCulture), Meaning(status));
        var title = ReasonPhrases.GetReasonPhrase(code);
        return new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = title,
            ["status"] = code,
            ["detail"] = code == 400 ? "audioId must be given" : meaning,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["statusCode"] = code,
            ["message"] = code == 400 ? new JsonArray("audioId must be given") : meaning,
            ["error"] = title,
        };
    }

    private static JsonObject Task(string status, bool ended, JsonObject? result = null)
    {
        var task = new JsonObject { ["taskId"] = TaskId, ["status"] = status };
        if (result is not null)
            task["result"] = result;
        task["progress"] = result is null ? 0.42 : 1;
        if (!ended)
            task["estimatedFinishAt"] = "2026-02-06T10:31:12.000Z";
        task["createdAt"] = "2026-02-06T10:30:00.000Z";
        if (ended)
            (task["finishedAt"], task["durationMs"]) = ("2026-02-06T10:31:12.345Z", 72345);
        return task;
    }

    private static JsonObject Audio(bool withTasks)
    {
        var audio = new JsonObject
        {
            ["id"] = AudioId,
            ["audioId"] = AudioId,
            ["title"] = "Song",
            ["duration"] = 187.42,
            ["sampleRate"] = 44100,
            ["channels"] = 2,
            ["createdAt"] = "2026-02-06T10:29:00.000Z",
            ["source"] = "upload",
            ["url"] = Link("audio", "9f86d081884c7d65", "audio.mp3"),
            ["coverUrl"] = Link("covers", "60303ae22b998861", "cover.jpg"),
        };
        if (withTasks)
            audio["tasks"] = new JsonArray(new JsonObject { ["taskId"] = TaskId, ["kind"] = "stems", ["status"] = "completed" });
        return audio;
    }

    private static JsonObject Failed()
    {
        var task = Task("failed", ended: true);
        task["errorMessage"] = "The file holds no sound.";
        task["errorCode"] = 422;
        return task;
    }

    private static string Link(string area, string id, string file) =>
        $"https://stems.example.org/files/{area}/{id}/{file}?name=Song.{file.Split('.')[1]}&expires=1770377472&signature=...";
}
