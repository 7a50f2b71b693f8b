using Microsoft.EntityFrameworkCore;
using Npgsql;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>Databases on a server that the service meets at its start.</summary>
[Trait(TestDatabase.Trait, "server")]
public sealed class DatabaseServerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        if (TestDatabase.IsServer)
            _database = await TestDatabase.MakeEmptyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database.Length > 0)
            await TestDatabase.DropAsync(_database);
        Directory.Delete(_folder, recursive: true);
    }

    [OnServerFact]
    public async Task Of_many_that_begin_with_an_empty_database_one_makes_the_tables()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await (await TestRows.OfServerAsync(_database)).DisposeAsync()));

        Assert.Equal(["10"], await TestDatabase.RunAsync(_database, """SELECT "Version" FROM unbraid_version"""));
    }

    [OnServerFact]
    public async Task A_process_that_is_stopped_in_a_transaction_does_not_hold_up_the_others_for_long()
    {
        await using var rows = await TestRows.OfServerAsync(_database);
        await using var db = await rows.Factory.CreateDbContextAsync();

        Assert.Equal("15s", await db.Database.SqlQuery<string>($"""SELECT current_setting('idle_in_transaction_session_timeout') AS "Value" """).SingleAsync());
    }

    [OnServerFact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await (await TestRows.OfServerAsync(_database)).DisposeAsync();
        await TestDatabase.RunAsync(_database, """UPDATE unbraid_version SET "Version" = 99""");

        var e = await ComplaintAsync(_database);

        Assert.Contains("was made by a newer Unbraid (version 99 of its tables", e, StringComparison.Ordinal);
        Assert.Equal(["99"], await TestDatabase.RunAsync(_database, """SELECT "Version" FROM unbraid_version"""));
    }

    [OnServerFact]
    public async Task What_keeps_it_from_starting_is_one_sentence_that_says_what_to_do()
    {
        var role = $"role_{Guid.NewGuid():N}";
        await TestDatabase.RunAsync(_database, $"CREATE ROLE {role} LOGIN PASSWORD 'secret'");
        var name = new NpgsqlConnectionStringBuilder(_database).Database;

        Assert.Contains("has no database none; make it (createdb none)", await ComplaintAsync(With(database => database.Database = "none")), StringComparison.Ordinal);
        Assert.Contains("refuses the user nobody or its password", await ComplaintAsync(With(database => database.Username = "nobody")), StringComparison.Ordinal);
        Assert.Contains(
            $"The user {role} lacks rights in the database {name} (permission denied for schema public); grant them", await ComplaintAsync(With(database => database.Username = role)), StringComparison.Ordinal);
        await TestDatabase.RunAsync(_database, "CREATE TABLE tasks (x int)");
        Assert.Contains($"The database {name} holds tables of another program", await ComplaintAsync(_database), StringComparison.Ordinal);
        await TestDatabase.RunAsync(_database, $"DROP ROLE {role}");
    }

    [OnServerFact]
    public async Task A_database_that_cannot_hold_every_text_is_refused()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await TestDatabase.RunAsync(_database, $"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        var address = With(database => database.Database = name);

        Assert.Contains("does not hold texts as UTF-8", await ComplaintAsync(address), StringComparison.Ordinal);
        await TestDatabase.DropAsync(address);
    }

    [OnServerFact]
    public async Task Texts_that_the_server_cannot_hold_are_brought_into_a_form_that_it_can()
    {
        await using var rows = await TestRows.OfServerAsync(_database);
        await using (var db = await rows.Factory.CreateDbContextAsync())
        {
            db.Audios.Add(new AudioRow
            {
                Id = Guid.NewGuid(),
                Tenant = "ada",
                ContentHash = "00",
                Extension = "wav",
                Title = "a\0b \ud83c\udfb5 \ud83c c\udfb5",
                Duration = 1,
                SampleRate = 1,
                Channels = 1,
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            await db.SaveChangesAsync();
        }

        await using var again = await rows.Factory.CreateDbContextAsync();
        Assert.Equal("a\ufffdb \ud83c\udfb5 \ufffd c\ufffd", (await again.Audios.SingleAsync()).Title);
    }

    [OnServerFact]
    public async Task A_named_signing_key_counts_instead_of_the_one_in_the_database()
    {
        var file = Path.Combine(_folder, "keys");
        var settings = RunningService.SettingsIn(_folder).With((StorageOptions storage) => storage with { Database = _database });
        var named = settings.With((TokenOptions tokens) => tokens with { SigningKeyFile = file });

        Assert.Contains($"The signing key {file} is not there", Assert.Throws<ServiceException>(() => SigningKey.Open(named)).Message, StringComparison.Ordinal);
        SigningKey.Open(new GuardedFile(file));

        Assert.Equal(SigningKey.Open(settings).Derive("x"), SigningKey.Open(settings).Derive("x"));
        Assert.NotEqual(SigningKey.Open(settings).Derive("x"), SigningKey.Open(named).Derive("x"));
        Assert.Equal(2, TokenIssuer.RotateKey(settings));
        Assert.Equal(1, SigningKey.Open(named).Count);
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var address = new NpgsqlConnectionStringBuilder(_database) { Password = "secret", Pooling = false };
        change(address);
        return address.ConnectionString;
    }

    private static async Task<string> ComplaintAsync(string address)
    {
        var e = await Assert.ThrowsAsync<ServiceException>(() => TestRows.OfServerAsync(address));
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        return e.Message;
    }
}
