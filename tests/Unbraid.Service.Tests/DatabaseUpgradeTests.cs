using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Tests;

[Trait(TestDatabase.Trait, "sqlite")]
public sealed class DatabaseUpgradeTests : IDisposable
{
    private const string Version1 =
        """
        CREATE TABLE "audios" ("Id" TEXT NOT NULL CONSTRAINT "PK_audios" PRIMARY KEY, "Tenant" TEXT NOT NULL, "ContentHash" TEXT NOT NULL,
            "Extension" TEXT NOT NULL, "Title" TEXT NOT NULL, "Duration" REAL NOT NULL, "SampleRate" INTEGER NOT NULL,
            "Channels" INTEGER NOT NULL, "Lyrics" TEXT NULL, "CreatedAt" INTEGER NOT NULL);
        CREATE TABLE "tasks" ("Id" TEXT NOT NULL CONSTRAINT "PK_tasks" PRIMARY KEY, "Tenant" TEXT NOT NULL, "Kind" TEXT NOT NULL,
            "Input" TEXT NOT NULL, "State" INTEGER NOT NULL, "Progress" REAL NOT NULL, "Result" TEXT NULL, "ErrorMessage" TEXT NULL,
            "ErrorCode" INTEGER NULL, "Attempt" INTEGER NOT NULL, "Lease" TEXT NULL, "LeaseUntil" INTEGER NULL, "Deadline" INTEGER NULL,
            "AudioId" TEXT NULL, "ContentHash" TEXT NULL, "IdempotencyKey" TEXT NULL, "RequestHash" TEXT NULL, "TraceId" TEXT NULL,
            "CreatedAt" INTEGER NOT NULL, "ReadyAt" INTEGER NULL, "FinishedAt" INTEGER NULL);
        CREATE INDEX "IX_audios_ContentHash" ON "audios" ("ContentHash");
        CREATE INDEX "IX_tasks_State_Kind_ReadyAt" ON "tasks" ("State", "Kind", "ReadyAt");
        CREATE UNIQUE INDEX "IX_tasks_Tenant_IdempotencyKey" ON "tasks" ("Tenant", "IdempotencyKey");
        CREATE INDEX "IX_tasks_Tenant_State" ON "tasks" ("Tenant", "State");
        INSERT INTO tasks VALUES ('019A8F3E-5B1C-7D42-9E6A-2F0C8D1B7A55', 'ada', 'stems', '', 4, 1, '{}', NULL, NULL, 1, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, 1770000000000, NULL, 1770000001000);
        INSERT INTO tasks VALUES ('019A8F3E-5B1C-7D42-9E6A-2F0C8D1B7A56', 'ada', 'generation', '', 4, 1, NULL,
            'The audio was deleted, and with it everything that was made of it.', 410, 1, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, 1770000000000, NULL, 1770000002000);
        INSERT INTO tasks VALUES ('019A8F3E-5B1C-7D42-9E6A-2F0C8D1B7A57', 'ada', 'download-video', '', 5, 1, NULL,
            'The address answers 410.', 410, 1, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, 1770000000000, NULL, 1770000002000);
        PRAGMA user_version = 1;
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tables_of_the_first_version_become_those_of_this_one_and_keep_what_is_in_them()
    {
        var (old, fresh) = (Path.Combine(_folder, "old.db"), Path.Combine(_folder, "fresh.db"));
        await RunAsync(old, Version1);

        var task = await PrepareAsync(old);
        await PrepareAsync(fresh);

        Assert.Equal(TaskState.Completed, task!.State);
        Assert.Equal(await DescribeAsync(fresh), await DescribeAsync(old));
        Assert.NotNull(await PrepareAsync(old));
        Assert.Contains("version 1", await DescribeAsync(SqliteSchema.CopyOf(old, 1)));
    }

    [Fact]
    public async Task Kinds_get_the_names_that_clients_see_and_a_deleted_song_is_no_longer_an_error()
    {
        var old = Path.Combine(_folder, "old.db");
        await RunAsync(old, Version1);
        await PrepareAsync(old);

        var rows = await RunAsync(
            old, "SELECT Kind || ' ' || ifnull(ErrorCode, '-') || ' ' || ifnull(ErrorMessage, '-') || ' ' || ifnull(AudioDeletedAt, '-') FROM tasks ORDER BY Id");

        Assert.Equal(["stems - - -", "audio - - 1770000002000", "video 410 The address answers 410. -"], rows);
    }

    [Fact]
    public async Task Marks_of_paid_calls_move_into_the_rows()
    {
        var old = Path.Combine(_folder, "old.db");
        await RunAsync(
            old, Version1,
            "UPDATE tasks SET State = 3 WHERE Kind = 'generation'", "UPDATE tasks SET State = 0 WHERE Kind = 'stems'", "PRAGMA user_version = 1");
        var marks = Directory.CreateDirectory(Path.Combine(_folder, "objects", "billed"));
        File.WriteAllText(Path.Combine(marks.FullName, "019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a56"), "v1_job");
        File.WriteAllText(Path.Combine(marks.FullName, "019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a55"), "");
        File.WriteAllText(Path.Combine(marks.FullName, "019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a57"), "ended");

        await PrepareAsync(old);

        Assert.Equal(["1 -", "1 v1_job", "0 -"], await RunAsync(old, "SELECT (BilledAt > 1770000000000) || ' ' || ifnull(PaidJob, '-') FROM (SELECT ifnull(BilledAt, 0) AS BilledAt, PaidJob FROM tasks ORDER BY Id)"));
        Assert.False(Directory.Exists(marks.FullName));
    }

    [Fact]
    public async Task A_database_that_another_program_has_locked_is_named_as_such()
    {
        var file = Path.Combine(_folder, "locked.db");
        await PrepareAsync(file);
        await using var other = new SqliteConnection($"Data Source={file};Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE";
        SqliteSchema.Close(file);
        await command.ExecuteNonQueryAsync();

        var error = await Assert.ThrowsAsync<ServiceException>(() => PrepareAsync(file));

        Assert.Contains("is locked by another program", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TaskRow?> PrepareAsync(string file)
    {
        var factory = new PooledDbContextFactory<ServiceDb>(
            new DbContextOptionsBuilder<ServiceDb>().UseSqlite(SqliteSchema.ConnectionString(file)).Options);
        await using var db = await factory.CreateDbContextAsync();
        await SqliteSchema.PrepareAsync(db, file, CancellationToken.None);
        return await db.Tasks.FirstOrDefaultAsync();
    }

    /// <summary>The version, and every column and index, in no particular order.</summary>
    private static async Task<string[]> DescribeAsync(string file)
    {
        var lines = await RunAsync(
            file,
            """
            SELECT 'version ' || user_version FROM pragma_user_version
            UNION ALL SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
                FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
            UNION ALL SELECT i.name || ' ' || i."unique" || ' ' || i.partial || ' ' || c.seqno || ' ' || c.name
                FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c WHERE m.type = 'table'
            """);
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> RunAsync(string file, params string[] sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Review SQL queries: constants
        command.CommandText = string.Join(";\n", sql);
#pragma warning restore CA2100
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }
}
