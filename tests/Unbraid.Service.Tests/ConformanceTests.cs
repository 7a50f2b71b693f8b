using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>Walks every operation of the service's own OpenAPI document; a new operation is covered without a change here.</summary>
public sealed class ConformanceTests : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private RunningService _service = null!;
    private HttpClient _client = null!;
    private string _taskId = "";
    private string _audioId = "";
    private string _stemsId = "";
    private int _requests;
    private int _allowed;
    private int _forbidden;
    private readonly List<string> _tasks = []; // one in each state

    public async ValueTask InitializeAsync()
    {
        // Nothing is to run: it is about answers, and tasks that stay as they are give the same ones every time.
        _service = await RunningService.StartAsync(
            settings => settings.With((JobOptions jobs) => jobs with { MaxTasksInFlight = 1_000_000 })
                .With((HttpOptions http) => http with { SubmissionsPerMinute = 60_000_000, PollsPerSecond = 1_000_000 }),
            services => services.Remove(services.Single(service => service.ImplementationType == typeof(WorkerPool))));
        _client = _service.As("ada");
        _audioId = await NewAudioAsync();
        _taskId = await NewTaskAsync();
        _stemsId = (await _service.AddStemsAsync("ada", Guid.Parse(_audioId))).ToString();
        await FillInAsync();
        foreach (var state in Enum.GetValues<TaskState>())
            _tasks.Add(await NewTaskAsync(state));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_is_sent_no_operation_fails_and_every_answer_is_documented()
    {
        var document = await _service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var operation in ApiOperation.All(document))
        {
            await AsDocumentedAsync(operation);
            await WithoutTokenAsync(operation);
            await WithTasksInEveryStateAsync(operation);
            foreach (var parameter in operation.Parameters("path").Concat(operation.Parameters("query")))
                await WithOtherParameterAsync(operation, parameter);
            foreach (var header in operation.Parameters("header"))
                await WithOtherHeaderAsync(operation, header);
            if (operation.Body("application/json") is { } json)
                await WithOtherBodiesAsync(operation, json);
            if (operation.Body("multipart/form-data") is not null)
                await WithOtherFormsAsync(operation);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ApiOperation.All(document).Count()} operations, {_requests} requests; of the bodies {_allowed} allowed, {_forbidden} forbidden");
        Assert.True(_requests > 100 * ApiOperation.All(document).Count(operation => operation.Method == "POST"));
        Assert.True(_allowed > 100 && _forbidden > 300, $"{_allowed} bodies were allowed, {_forbidden} forbidden");
        Assert.True(_complaints.Count == 0, string.Join('\n', _complaints.Prepend($"{_complaints.Count} of {_requests}:")));
    }

    /// <summary>The document's own example must be accepted: otherwise all that follows would only be refused for one reason.</summary>
    private async Task AsDocumentedAsync(ApiOperation operation)
    {
        var body = operation.Body("application/json") is { } media ? Json(await ValidBodyAsync(operation, media)) : BytesFor(operation);
        using var response = await SendAsync(operation, "as documented", await AddressAsync(operation), body);
        if (!response.IsSuccessStatusCode)
            _complaints.Add($"{operation.Name}: its own example is refused with {(int)response.StatusCode}");
    }

    private async Task WithoutTokenAsync(ApiOperation operation)
    {
        foreach (var token in new[] { null, "x", "e30.e30.e30" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), await AddressAsync(operation));
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await _service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if ((int)response.StatusCode != 401 || await operation.ComplaintAsync(response) is not null)
                _complaints.Add($"{operation.Name} with token {token}: answered {(int)response.StatusCode}");
        }
    }

    private async Task WithTasksInEveryStateAsync(ApiOperation operation)
    {
        if (!operation.Parameters("path").Concat(operation.Parameters("query")).Any(parameter => parameter.GetProperty("name").GetString() == "taskId"))
            return;
        foreach (var task in _tasks)
            (await SendAsync(operation, "a task in another state", await AddressAsync(operation, "taskId", task), null)).Dispose();
    }

    private async Task WithOtherParameterAsync(ApiOperation operation, JsonElement parameter)
    {
        var name = parameter.GetProperty("name").GetString()!;
        foreach (var text in Mutations.Texts.Append(null))
        {
            if (parameter.GetProperty("in").GetString() == "path" && text is null or "" or "\0")
                continue; // no address of this operation: another one, or none at all
            var body = operation.Body("application/json") is { } media ? Json(await ValidBodyAsync(operation, media)) : BytesFor(operation);
            using var response = await SendAsync(operation, $"{name}={text}", await AddressAsync(operation, name, text), body);
        }

        if (parameter.TryGetProperty("schema", out var schema) && schema.TryGetProperty("enum", out var values))
        {
            foreach (var value in values.EnumerateArray())
                (await SendAsync(operation, $"{name}={value}", await AddressAsync(operation, name, value.GetString()), null)).Dispose();
        }
    }

    private async Task WithOtherHeaderAsync(ApiOperation operation, JsonElement header)
    {
        var name = header.GetProperty("name").GetString()!;
        foreach (var text in Mutations.Texts.Where(text => text.All(c => c is >= ' ' and <= '~')))
        {
            foreach (var change in new[] { "", "again", "with another body" })
            {
                var body = operation.Body("application/json") is { } media ? await ValidBodyAsync(operation, media) : null;
                if (change == "with another body")
                    body?.Add("makeInstrumental", true);
                using var response = await SendAsync(
                    operation, $"{name}: {text} {change}", await AddressAsync(operation), body is null ? BytesFor(operation) : Json(body), (name, text));
            }
        }
    }

    private async Task WithOtherBodiesAsync(ApiOperation operation, JsonElement media)
    {
        foreach (var mutated in Mutations.Of(await ValidBodyAsync(operation, media), operation.Members(media).Keys))
        {
            var content = new ByteArrayContent(mutated.Content);
            if (mutated.ContentType is { } type)
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await SendAsync(operation, mutated.Name, await AddressAsync(operation), content);
            if (mutated.ContentType == "application/json")
                HoldAgainstSchema(operation, media, mutated, response);
        }
    }

    /// <summary>What the schema allows is accepted, and what it forbids is refused.</summary>
    private void HoldAgainstSchema(ApiOperation operation, JsonElement media, MutatedBody mutated, HttpResponseMessage response)
    {
        if (mutated.Json is not { } body || response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            return;
        var forbidden = operation.ComplaintsAbout(media, body);
        var isRefused = response.StatusCode == HttpStatusCode.BadRequest;
        if (forbidden.Count > 0 && !isRefused)
            _complaints.Add($"{operation.Name}, {mutated.Name}: answered {(int)response.StatusCode}, though {string.Join("; ", forbidden)}");
        if (forbidden.Count == 0 && isRefused && !IsBeyondSchemas(mutated))
            _complaints.Add($"{operation.Name}, {mutated.Name}: refused, though its schema allows it");
        (forbidden.Count > 0 ? ref _forbidden : ref _allowed)++;
    }

    /// <summary>No schema tells which stems a model makes, where an address leads, or that a member's name is half a character.</summary>
    private static bool IsBeyondSchemas(MutatedBody mutated) =>
        mutated.Member is "stems" or "audioUrl" or "imageUrl" or "callbackUrl" || mutated.Name == "a member that is no text";

    private async Task WithOtherFormsAsync(ApiOperation operation)
    {
        HttpContent[] forms =
        [
            new MultipartFormDataContent { { new ByteArrayContent(TestWav.Sine(0.1)), "file", "a.wav" } },
            new MultipartFormDataContent { { new ByteArrayContent([]), "file", "a.wav" } },
            new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "..\\..\\\0/ü.wav" } },
            new MultipartFormDataContent { { new StringContent("x"), "file" } },
            new MultipartFormDataContent { { new StringContent("x"), "other" } },
            new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a" }, { new ByteArrayContent([2]), "file", "b" } },
            new MultipartFormDataContent(),
        ];
        foreach (var form in forms)
            (await SendAsync(operation, "a form", await AddressAsync(operation), form)).Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        ApiOperation operation, string what, string address, HttpContent? body, (string Name, string Value)? header = null)
    {
        _requests++;
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), address) { Content = body };
        if (header is { } extra)
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        foreach (var needed in operation.Parameters("header").Where(parameter => parameter.TryGetProperty("required", out var required) && required.GetBoolean()))
        {
            if (needed.GetProperty("name").GetString() is { } name && name != header?.Name)
                request.Headers.TryAddWithoutValidation(name, await ValidTextAsync(operation, name));
        }

        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (await operation.ComplaintAsync(response) is { } complaint)
            _complaints.Add($"{operation.Name}, {what[..Math.Min(100, what.Length)]}: {complaint[..Math.Min(400, complaint.Length)]}");
        return response;
    }

    /// <summary>The operation's address with what it needs, and one parameter as given; null leaves it out.</summary>
    private async Task<string> AddressAsync(ApiOperation operation, string? changed = null, string? text = null)
    {
        var address = operation.Path;
        foreach (var parameter in operation.Parameters("path"))
        {
            var name = parameter.GetProperty("name").GetString()!;
            var value = name == changed ? text! : await ValidTextAsync(operation, name);
            address = address.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        }

        var query = new List<string>();
        foreach (var parameter in operation.Parameters("query"))
        {
            var name = parameter.GetProperty("name").GetString()!;
            if (name == changed && text is not null)
                query.Add($"{name}={Uri.EscapeDataString(text)}");
            else if (name != changed && parameter.TryGetProperty("required", out var required) && required.GetBoolean())
                query.Add($"{name}={await ValidTextAsync(operation, name)}");
        }

        return query.Count == 0 ? address : $"{address}?{string.Join('&', query)}";
    }

    private async Task<JsonObject> ValidBodyAsync(ApiOperation operation, JsonElement media)
    {
        var body = ApiOperation.ExampleOf(media);
        foreach (var member in body.Select(member => member.Key).Where(name => name is "audioId" or "taskId").ToList())
            body[member] = await ValidTextAsync(operation, member);
        return body;
    }

    /// <summary>What a DELETE may take away is made anew each time.</summary>
    private async Task<string> ValidTextAsync(ApiOperation operation, string name) => (name, operation.Method) switch
    {
        ("taskId", _) when operation.Path.Contains("/uploads/", StringComparison.Ordinal) => await NewUploadAsync(),
        ("taskId", "DELETE") => await NewTaskAsync(),
        ("taskId", _) => operation.StartsWork || operation.Path.Contains("/stems/", StringComparison.Ordinal) ? _stemsId : _taskId,
        ("Upload-Length", _) => "4",
        ("Upload-Offset", _) => "0",
        ("audioId", "DELETE") => await NewAudioAsync(),
        ("audioId", _) => _audioId,
        _ => "x",
    };

    private async Task<string> NewUploadAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/producer/uploads") { Headers = { { "Upload-Length", "4" } } };
        using var response = await _client.SendAsync(request);
        return (await response.ReadJsonAsync()).GetProperty("taskId").GetString()!;
    }

    /// <summary>A body of bytes for an operation that takes such.</summary>
    private static ByteArrayContent? BytesFor(ApiOperation operation)
    {
        const string Bytes = "application/offset+octet-stream";
        return operation.Body(Bytes) is null ? null : new ByteArrayContent("RIFF"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(Bytes) } };
    }

    private async Task<string> NewAudioAsync() => (await _service.AddAudioAsync("ada", content: TestWav.Sine(0.1))).ToString();

    private Task<string> NewTaskAsync() => _client.SubmitAsync("/producer/stems", new { audioId = _audioId });

    private async Task<string> NewTaskAsync(TaskState state)
    {
        var id = await NewTaskAsync();
        var key = Guid.Parse(id);
        var now = _service.Get<TimeProvider>().GetUtcNow();
        DateTimeOffset? estimate = state < TaskState.Completed ? now : null;
        DateTimeOffset? finished = state < TaskState.Completed ? null : now;
        int? code = state is TaskState.Failed or TaskState.Timeout ? 504 : null;
        var message = code is null ? null : "It took too long.";
        var result = state == TaskState.Completed ? "{\"taskId\":\"" + id + "\",\"title\":\"x\",\"files\":{\"vocals\":\"vocals.wav\"}}" : null;
        await using var db = await _service.DbAsync();
        await db.Tasks.Where(t => t.Id == key).ExecuteUpdateAsync(set => set
            .SetProperty(t => t.State, state).SetProperty(t => t.Progress, 0.5)
            .SetProperty(t => t.EstimatedFinishAt, estimate).SetProperty(t => t.FinishedAt, finished)
            .SetProperty(t => t.Result, result).SetProperty(t => t.ErrorCode, code).SetProperty(t => t.ErrorMessage, message));
        return id;
    }

    /// <summary>Gives the song everything that a song can have.</summary>
    private async Task FillInAsync()
    {
        var origin = new SongOrigin
        {
            Model = "x",
            ModelVersion = "x-1",
            Seed = 1,
            Genre = "folk",
            Tempo = 96.5,
            FirstBeat = 0.04,
            Key = "D major",
            Meter = "3/4",
            Instruments = ["voice"],
            Sections = [new SongPart { Name = "Verse", Start = 0, End = 10.5 }],
            Lyrics = [new SungLine { Text = "La", Start = 1, End = 2.5 }, new SungLine { Text = "La", Start = 3 }],
            Caption = "x",
        }.ToJson();
        await using var db = await _service.DbAsync();
        await db.Audios.ExecuteUpdateAsync(set => set
            .SetProperty(a => a.Lyrics, "La\nLa").SetProperty(a => a.CoverKey, "covers/x").SetProperty(a => a.Origin, origin));
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
