using System.Text.Json.Nodes;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Tests;

public sealed class LyriaClientTests
{
    private static readonly byte[] s_sound = "ID3 and so on"u8.ToArray();

    [Fact]
    public async Task Everything_goes_into_the_text_and_the_picture_beside_it()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client();

        await client.GenerateAsync(
            new LyriaRequest
            {
                Prompt = "Dreamy indie pop, 92 BPM.",
                Lyrics = "[Verse 1]\nA \"word\"\n",
                Seed = 7,
                Image = new LyriaImage("image/png", new byte[] { 1, 2, 3 }),
            },
            new CallNotes());

        var expected = JsonNode.Parse(
            """
            {"contents":[{"role":"user","parts":[
              {"text":"Dreamy indie pop, 92 BPM.\n\nLyrics:\n\n[Verse 1]\nA \"word\""},
              {"inlineData":{"mimeType":"image/png","data":"AQID"}}]}],
             "generationConfig":{"responseModalities":["AUDIO","TEXT"],"seed":7},"store":false}
            """);
        Assert.True(JsonNode.DeepEquals(expected, stub.LastRequest), stub.LastRequest.ToJsonString());
    }

    [Theory]
    [InlineData("Jazz", "Words", true, "Jazz\n\nInstrumental only, no vocals.")]
    [InlineData(null, "Words", false, "Write a song with these lyrics.\n\nLyrics:\n\nWords")]
    [InlineData(null, "Words", true, "Write a song.\n\nInstrumental only, no vocals.")]
    [InlineData("Jazz", null, false, "Jazz")]
    public async Task What_has_no_field_of_its_own_is_said_in_words(string? prompt, string? lyrics, bool instrumental, string text)
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client();

        await client.GenerateAsync(new LyriaRequest { Prompt = prompt, Lyrics = lyrics, Instrumental = instrumental }, new CallNotes());

        Assert.Equal(text, (string?)stub.LastRequest["contents"]![0]!["parts"]![0]!["text"]);
        Assert.False(stub.LastRequest["generationConfig"]!.AsObject().ContainsKey("seed"));
    }

    [Fact]
    public async Task The_song_its_words_and_what_is_said_about_it_are_read()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(
            LyriaStub.Text("Caption: A slow waltz.\n"), LyriaStub.Text("[[A0]]\n[4.8:7] First line\n[:] Second line\r\n[20.0:] \n"), LyriaStub.Sound(s_sound)));
        using var client = stub.Client();

        var song = await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes());

        Assert.Equal(s_sound, song.Audio.ToArray());
        Assert.Equal("lyria-3.5", song.ModelVersion);
        Assert.Equal("r-1", song.ResponseId);
        Assert.Equal("A slow waltz.", song.Caption);
        Assert.Equal(
            [new LyriaLine("First line", TimeSpan.FromSeconds(4.8), TimeSpan.FromSeconds(7)), new LyriaLine("Second line", null, null)],
            song.Lines);
    }

    [Fact]
    public async Task The_pause_asked_for_is_kept_with_some_jitter_on_top()
    {
        using var stub = LyriaStub.Start(
            LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.RetryInfo("22.4s")), LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client();

        await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes());

        Assert.InRange(Assert.Single(stub.Clock.Pauses).TotalSeconds, 22.4, 28);
    }

    [Fact]
    public async Task Pauses_grow_where_none_is_asked_for()
    {
        using var stub = LyriaStub.Start(LyriaStub.Refuse(503, "UNAVAILABLE", "Busy."));
        using var client = stub.Client(options => options with { Attempts = 4 });

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal(LyriaError.Overloaded, e.Error);
        Assert.Equal(4, stub.Calls);
        Assert.Collection(
            stub.Clock.Pauses.Select(pause => pause.TotalSeconds),
            first => Assert.InRange(first, 4, 5), second => Assert.InRange(second, 8, 10), third => Assert.InRange(third, 16, 20));
    }

    [Fact]
    public async Task What_may_bill_twice_is_tried_again_only_where_the_setting_says_so()
    {
        var late = TimeSpan.FromSeconds(601);
        using var stub = LyriaStub.Start(LyriaStub.Hang(late), LyriaStub.BrokenOff("{"), LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client(options => options with { RetryMayBillTwice = true });

        await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes());

        Assert.Equal(3, stub.Calls);
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_not_read_to_its_end()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(new byte[20_000])));
        using var client = stub.Client(options => options with { MaxAnswerBytes = 10_000 });

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal("Lyria's answer is larger than 10,000 bytes, the most that is taken.", e.Message);
    }

    [Fact]
    public async Task Nobody_there_is_said_without_a_call_and_cancelling_ends_a_hanging_one()
    {
        using var stub = LyriaStub.Start(LyriaStub.Hang(TimeSpan.Zero));
        using var nowhere = stub.Client(options => options with { BaseUrl = new Uri("http://127.0.0.1:1") });
        using var client = stub.Client();
        using var stop = new CancellationTokenSource();

        var e = await Assert.ThrowsAsync<LyriaException>(() => nowhere.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));
        var hanging = client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes(), stop.Token);
        while (stub.Calls == 0)
            await Task.Delay(10);
        await stop.CancelAsync();

        Assert.Equal(LyriaError.Unreachable, e.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task A_member_that_is_not_taken_is_left_out_and_the_request_sent_again()
    {
        using var log = new CapturedLog();
        using var stub = LyriaStub.Start(
            LyriaStub.Refuse(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name \"store\": Cannot find field."),
            LyriaStub.Refuse(400, "INVALID_ARGUMENT", "Seed is not supported for this model."),
            LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client(log: log);

        await client.GenerateAsync(new LyriaRequest { Prompt = "A store", Seed = 7 }, new CallNotes());

        Assert.Equal(3, stub.Calls);
        Assert.False(stub.LastRequest.AsObject().ContainsKey("store"));
        Assert.False(stub.LastRequest["generationConfig"]!.AsObject().ContainsKey("seed"));
        Assert.Equal(
            [
                "Lyria does not take store (400 INVALID_ARGUMENT); the request is sent again without it",
                "Lyria does not take seed (400 INVALID_ARGUMENT); the request is sent again without it",
            ],
            log.Lines.Select(line => line.Trim()));
    }

    [Fact]
    public async Task A_member_that_was_not_sent_is_nothing_to_leave_out()
    {
        using var stub = LyriaStub.Start(LyriaStub.Refuse(400, "INVALID_ARGUMENT", "A seed in the background of the store."));
        using var client = stub.Client();

        await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal(2, stub.Calls);
    }

    [Fact]
    public async Task Google_may_keep_the_song_where_the_setting_says_so()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client(options => options with { Store = true });

        await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes());

        Assert.True((bool)stub.LastRequest["store"]!);
    }

    [Fact]
    public async Task A_call_is_noted_before_it_is_made_and_forgotten_where_it_costs_nothing()
    {
        using var stub = LyriaStub.Start(
            LyriaStub.Refuse(503, "UNAVAILABLE", "Busy."), LyriaStub.Ok(LyriaStub.Text("[Verse]\nwords")), LyriaStub.Ok(LyriaStub.Sound(s_sound)));
        using var client = stub.Client();
        var notes = new CallNotes();

        await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, notes);

        Assert.Equal(["begin", "forget", "begin", "begin"], notes.Events);
    }

    [Fact]
    public void The_key_is_not_in_the_text_of_the_options() =>
        Assert.DoesNotContain("secret", new LyriaOptions { ApiKey = "secret" }.ToString(), StringComparison.Ordinal);
}
