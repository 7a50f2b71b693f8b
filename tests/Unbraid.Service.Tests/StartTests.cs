using System.Net;
using System.Net.Sockets;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Tests;

public sealed class StartTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData(400L, 10)]
    [InlineData(1024L, 312)]
    [InlineData(524_288L, 10_000)]
    [InlineData(null, 10_000)]
    public void Connections_that_each_read_a_file_leave_handles_to_the_service(long? handles, long connections) =>
        Assert.Equal(connections, HandleLimit.ConnectionsAt(handles));

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_damaged_database_is_named_and_left_as_it_is()
    {
        var file = Path.Combine(_data, "unbraid.db");
        var damaged = "This is not a database, but it is long enough to be taken for one at first sight."u8.ToArray();
        await File.WriteAllBytesAsync(file, damaged);

        var e = await Assert.ThrowsAsync<ServiceException>(() => RunningService.StartAsync(dataPath: _data));

        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(file));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_database_torn_in_the_middle_is_noticed()
    {
        await using (var service = await RunningService.StartAsync(dataPath: _data))
        {
            for (var i = 0; i < 50; i++)
                await service.AddAudioAsync("ada", new string('x', 400));
        }

        var file = Path.Combine(_data, "unbraid.db");
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.Position = 4096;
            stream.Write(new byte[stream.Length - 4096]);
        }

        Assert.Contains(
            file, (await Assert.ThrowsAsync<ServiceException>(() => RunningService.StartAsync(dataPath: _data))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_data_folder_serves_one_service()
    {
        await using var first = await RunningService.StartAsync(dataPath: _data);

        var e = await Assert.ThrowsAsync<ServiceException>(() => RunningService.StartAsync(dataPath: _data));

        Assert.Contains(_data, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_and_exit_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var stderr = new StringWriter();
        var before = Console.Error;
        Console.SetError(TextWriter.Synchronized(stderr));
        try
        {
            Assert.Equal(
                1, await ServiceHost.RunAsync(ServiceSettings.Load(null, new Dictionary<string, string?> { ["dataFolder"] = _data, ["urls"] = url }), CancellationToken.None));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains(
            $"The address {url} is in use by another program; stop it or choose another with --urls or UNBRAID_URLS.",
            stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_says_alive_and_ready()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);

        Assert.Equal(
            "alive", (await (await service.Client.GetAsync("/health/live")).ReadJsonAsync()).GetProperty("status").GetString());
        Assert.Equal(
            "ready", (await (await service.Client.GetAsync("/health/ready")).ReadJsonAsync()).GetProperty("status").GetString());
    }
}
