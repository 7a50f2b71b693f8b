using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Tests;

public sealed class GenerationApiTests
{
    [Theory]
    [InlineData("{}", "action must be given", "soundPrompt or lyrics must be given")]
    [InlineData("""{"action":"","soundPrompt":"x"}""", "action must not be empty")]
    [InlineData("""{"action":"create_video","soundPrompt":"x"}""", "action must be create_music")]
    [InlineData("""{"action":"create_music","soundPrompt":" ","lyrics":null}""", "soundPrompt or lyrics must be given")]
    [InlineData("""{"action":"create_music","soundPrompt":"x","model":"Suno"}""", "model must be one of Unbraid Composer")]
    [InlineData("""{"action":"create_music","soundPrompt":"x","model":"Lyria 3 Pro"}""", "model must be one of Unbraid Composer")]
    [InlineData("""{"action":"create_music","soundPrompt":"x","seed":1.5}""", "seed must be a whole number of at most 64 bits")]
    [InlineData("""{"action":"create_music","soundPrompt":"x","seed":1e300}""", "seed must be a whole number of at most 64 bits")]
    [InlineData("""{"action":"create_music","soundPrompt":"x","imageUrl":"http://10.0.0.1/a.png"}""", "imageUrl must not point to a private or reserved address")]
    [InlineData(
        """{"action":7,"soundPrompt":[],"lyrics":{},"title":false,"model":1,"seed":"1","makeInstrumental":"no","imageUrl":2}""",
        "action must be a string", "soundPrompt must be a string", "lyrics must be a string", "title must be a string", "model must be a string",
        "seed must be a whole number", "makeInstrumental must be true or false", "imageUrl must be a string",
        "soundPrompt or lyrics must be given")]
    public async Task Every_wrong_member_is_named_at_once(string json, params string[] messages)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var response = await client.PostAsync("/producer/audios", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(messages, (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [InlineData("soundPrompt", 5_000)]
    [InlineData("lyrics", 20_000)]
    [InlineData("title", 80)]
    public async Task Texts_have_a_longest_length(string member, int most)
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((JobOptions jobs) => jobs with { GenerationWorkers = 1 }));
        using var client = service.As("ada");
        Dictionary<string, string> Body(int length) => new() { ["action"] = "create_music", ["soundPrompt"] = "x", [member] = new string('x', length) };

        var longest = await client.PostAsJsonAsync("/producer/audios", Body(most));
        var longer = await client.PostAsJsonAsync("/producer/audios", Body(most + 1));
        var megabyte = await client.PostAsJsonAsync("/producer/audios", Body(1_000_000));

        Assert.Equal(HttpStatusCode.Created, longest.StatusCode);
        Assert.Equal($"{member} must have at most {most} characters", (await longer.ReadJsonAsync()).GetProperty("message")[0].GetString());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, megabyte.StatusCode);
    }

    [Fact]
    public async Task With_a_key_both_models_are_offered_and_Lyria_is_the_default()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1))));
        await using var service = await RunningService.StartAsync(
            settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }), services => stub.Serve(services));
        using var client = service.As("ada");

        var refused = await client.PostAsJsonAsync("/producer/audios", new { action = "create_music", lyrics = "La", model = "Suno" });
        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", lyrics = "[Verse]\nOver the hills", makeInstrumental = true }));

        Assert.Equal("model must be one of Lyria 3 Pro, Unbraid Composer", (await refused.ReadJsonAsync()).GetProperty("message")[0].GetString());
        Assert.Equal("completed", task.GetProperty("status").GetString());
        Assert.DoesNotContain("hills", stub.LastRequest.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" AIzaSy-from-a-file \n", null)]
    [InlineData("", "is empty")]
    [InlineData("two\nlines", "is not a key")]
    [InlineData(null, "cannot be read")]
    public async Task The_key_may_be_in_a_file(string? content, string? complaint)
    {
        var file = Path.Combine(Path.GetTempPath(), $"unbraid-{Guid.NewGuid():N}.key");
        if (content is not null)
            await File.WriteAllTextAsync(file, content);
        try
        {
            if (complaint is null)
            {
                await using var service = await RunningService.StartAsync(settings => settings.With((GenerationOptions music) => music with { LyriaApiKeyFile = file }));
                Assert.Equal(["Lyria 3 Pro", "Unbraid Composer"], service.Get<MusicModels>().Names);
            }
            else
            {
                var e = await Assert.ThrowsAsync<ServiceException>(() => RunningService.StartAsync(settings => settings.With((GenerationOptions music) => music with { LyriaApiKeyFile = file })));
                Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_key_is_shown_nowhere() =>
        Assert.DoesNotContain(LyriaStub.Key, $"{new GenerationOptions { LyriaApiKey = LyriaStub.Key }}", StringComparison.Ordinal);
}
