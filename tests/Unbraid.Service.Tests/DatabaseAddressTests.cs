using Unbraid.Audio;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Tests;

/// <summary>What the setting <c>database</c> may say.</summary>
public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("Host=db;Database=songs;Username=me;Password=p w", "db", 5432, "songs", "me", "p w")]
    [InlineData("Server=db;Port=6543;User ID=me;Database=songs", "db", 6543, "songs", "me", null)]
    [InlineData("postgres://me:p%40ss@db.example.org:6543/songs?sslmode=verify-full", "db.example.org", 6543, "songs", "me", "p@ss")]
    [InlineData("postgresql://me@db/songs?connect_timeout=3", "db", 5432, "songs", "me", null)]
    [InlineData("postgres:///songs?host=/var/run/postgresql&user=me", "/var/run/postgresql", 5432, "songs", "me", null)]
    public void An_address_is_read_in_both_ways_of_writing_it(string setting, string host, int port, string database, string user, string? password)
    {
        var address = PostgresAddress.Parse(setting)!;

        Assert.Null(PostgresAddress.Complaint(setting));
        Assert.Equal((host, port, database, user, password), (address.Host, address.Port, address.Database, address.Username, address.Password));
        Assert.Equal(20, address.MaxPoolSize);
    }

    [Theory]
    [InlineData("secret.db")]
    [InlineData("mysql://me:secret@db/songs")]
    [InlineData("Host=db;Password=se;cret=1")]
    [InlineData("Database=songs;Password=secret")]
    [InlineData("postgres://me:secret@db/songs?secret=1")]
    [InlineData("postgres://me:secret@db:port/songs")]
    [InlineData("postgres://me:secret")]
    public void What_is_none_is_refused_without_being_quoted(string setting)
    {
        var e = Assert.Throws<ServiceException>(() => ServiceSettings.LoadFrom(null, new Dictionary<string, string?> { ["UNBRAID_DATABASE"] = setting }, new Dictionary<string, string?>()));

        Assert.StartsWith("database (UNBRAID_DATABASE) is ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("postgres://unbraid:...@db/unbraid.", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_never_shown() =>
        Assert.Equal(
            "***",
            ServiceSettings.LoadFrom(null, new Dictionary<string, string?> { ["UNBRAID_DATABASE"] = "Host=db;Password=secret" }, new Dictionary<string, string?>())
                .Effective.Single(setting => setting.Name == "database").Value);

    [Fact]
    public void Files_are_shared_by_those_who_share_a_database() =>
        Assert.Contains(
            "objects (UNBRAID_OBJECTS) is set but database (UNBRAID_DATABASE) is not",
            Assert.Throws<ServiceException>(() => ServiceSettings.LoadFrom(null, new Dictionary<string, string?> { ["UNBRAID_OBJECTS"] = "/x" }, new Dictionary<string, string?>())).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_the_password()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        var settings = RunningService.SettingsIn(folder).With((StorageOptions storage) => storage with { Database = "Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=songs" });
        var stderr = new StringWriter();
        var before = Console.Error;
        Console.SetError(TextWriter.Synchronized(stderr));
        try
        {
            Assert.Equal(1, await ServiceHost.RunAsync(settings, CancellationToken.None));
        }
        finally
        {
            Console.SetError(before);
            Directory.Delete(folder, recursive: true);
        }

        Assert.Contains("The database server at 127.0.0.1:1 cannot be reached (", stderr.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stderr.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("53100", FaultReason.DiskFull)]
    [InlineData("53200", FaultReason.OutOfMemory)]
    [InlineData("53300", FaultReason.OutOfHandles)]
    [InlineData("40001", FaultReason.InUse)]
    [InlineData("40P01", FaultReason.InUse)]
    [InlineData("57P01", FaultReason.Unreachable)]
    [InlineData("57P03", FaultReason.Unreachable)]
    [InlineData("08006", FaultReason.Unreachable)]
    [InlineData("25006", FaultReason.ReadOnly)]
    [InlineData("42601", null)]
    public void The_servers_own_codes_are_reasons_however_deep_they_lie(string code, FaultReason? reason) =>
        Assert.Equal(reason, StorageFaults.ReasonOf(new InvalidOperationException("x", new Npgsql.PostgresException("y", "ERROR", "ERROR", code))));
}
