using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>The whole service on a port of its own, with its data in a temporary folder.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly bool _removesData;

    private RunningService(WebApplication app, ServiceSettings settings, DataFolder folder, bool removesData)
    {
        (App, Settings, _folder, _removesData) = (app, settings, folder, removesData);
        Client = new HttpClient(SecretWatch.Handler()) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    /// <summary>Sends no token.</summary>
    public HttpClient Client { get; }

    public ServiceSettings Settings { get; }

    public string DataPath => _folder.Path;

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    public static async Task<RunningService> StartAsync(
        Func<ServiceSettings, ServiceSettings>? configure = null, Action<IServiceCollection>? replace = null, string? dataPath = null)
    {
        var path = dataPath ?? Path.Combine(Path.GetTempPath(), "unbraid-tests", Guid.NewGuid().ToString("N"));
        var database = await TestDatabase.OfFolderAsync(path);
        var settings = SettingsIn(path).With((HttpOptions http) => http with { Urls = "http://127.0.0.1:0" })
            .With((JobOptions jobs) => jobs with { DrainTime = TimeSpan.Zero })
            .With((StemOptions stems) => stems with { FetchQuality = "fast" });
        settings = configure?.Invoke(settings) ?? settings;
        var folder = DataFolder.Open(settings.DataFolder, settings.Get<StorageOptions>().Objects);
        try
        {
            var app = ServiceHost.Build(settings, folder, services =>
            {
                SecretWatch.Watch(services);
                replace?.Invoke(services);
            });
            TestDatabase.Follow(database, app.Services.GetRequiredService<TimeProvider>());
            await ServiceHost.PrepareAsync(app, CancellationToken.None);
            await app.StartAsync();
            return new RunningService(app, settings, folder, dataPath is null);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The defaults with data in this folder, and in its database where there was one.</summary>
    public static ServiceSettings SettingsIn(string path) =>
        ServiceSettings.Defaults.With((StorageOptions storage) => storage with { DataFolder = path, Database = TestDatabase.Of(path) });

    /// <summary>A client that sends a valid token of this tenant.</summary>
    public HttpClient As(string tenant) => WithToken(TokenIssuer.Issue(Settings, tenant, TimeSpan.FromHours(1), TimeProvider.System));

    public HttpClient WithToken(string token)
    {
        var client = new HttpClient(SecretWatch.Handler()) { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Puts a song into the store as an upload would.</summary>
    public async Task<Guid> AddAudioAsync(string tenant, string title = "Song", byte[]? content = null)
    {
        content ??= Guid.NewGuid().ToByteArray();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        var objects = Get<ObjectStore>();
        var scratch = objects.NewScratchPath();
        await File.WriteAllBytesAsync(scratch, content);
        objects.PublishFile(scratch, AudioRow.KeyOf(hash));
        var audio = new AudioRow
        {
            Id = Guid.NewGuid(),
            Tenant = tenant,
            ContentHash = hash,
            Extension = "wav",
            Title = title,
            Duration = 1,
            SampleRate = 44_100,
            Channels = 2,
            CreatedAt = Get<TimeProvider>().GetUtcNow(),
        };
        await using var db = await DbAsync();
        db.Audios.Add(audio);
        await db.SaveChangesAsync();
        return audio.Id;
    }

    /// <summary>Puts a completed stems task of a song into the store.</summary>
    public async Task<Guid> AddStemsAsync(string tenant, Guid audioId)
    {
        var id = Guid.NewGuid();
        var objects = Get<ObjectStore>();
        var scratch = Directory.CreateDirectory(objects.NewScratchPath()).FullName;
        string[] stems = ["vocals", "drums"];
        foreach (var stem in stems)
            await File.WriteAllBytesAsync(Path.Combine(scratch, $"{stem}.wav"), TestWav.Sine(0.1));
        objects.PublishFolder(scratch, StemsHandler.Area.KeyOf(id));
        await using var db = await DbAsync();
        db.Tasks.Add(new TaskRow
        {
            Id = id,
            Tenant = tenant,
            Kind = StemsHandler.KindName,
            Input = "",
            State = TaskState.Completed,
            AudioId = audioId,
            Result = JsonSerializer.Serialize(new StoredStems(id, "Song", stems.ToDictionary(stem => stem, stem => $"{stem}.wav")), JsonSerializerOptions.Web),
            CreatedAt = Get<TimeProvider>().GetUtcNow(),
            FinishedAt = Get<TimeProvider>().GetUtcNow(),
        });
        await db.SaveChangesAsync();
        return id;
    }

    public Task<ServiceDb> DbAsync() => Get<IDbContextFactory<ServiceDb>>().CreateDbContextAsync();

    /// <summary>Every file among the finished objects, by key.</summary>
    public IReadOnlyList<string> Objects() => FilesIn("objects");

    public IReadOnlyList<string> Scratch() => FilesIn("scratch");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _folder.Dispose();
        if (_removesData)
            Directory.Delete(DataPath, recursive: true);
    }

    private List<string> FilesIn(string name)
    {
        var root = Path.Combine(DataPath, name);
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order()];
    }
}

internal static class ClientExtensions
{
    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Submits and gives the task's id; fails unless the answer is 201.</summary>
    public static async Task<string> SubmitAsync(this HttpClient client, string path, object body)
    {
        var response = await client.PostAsJsonAsync(path, body);
        Assert.Equal(201, (int)response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("taskId").GetString()!;
    }

    public static async Task<JsonElement> PollAsync(this HttpClient client, string taskId) =>
        await client.GetFromJsonAsync<JsonElement>($"/producer/tasks?taskId={taskId}");

    /// <summary>Polls until the task has one of these statuses, or any final one.</summary>
    public static async Task<JsonElement> WaitAsync(this HttpClient client, string taskId, params string[] statuses)
    {
        string[] final = ["completed", "failed", "cancelled", "timeout"];
        while (true)
        {
            var task = await client.PollAsync(taskId);
            var status = task.GetProperty("status").GetString()!;
            if (statuses.Contains(status) || final.Contains(status))
                return task;
            await Task.Delay(20);
        }
    }
}
