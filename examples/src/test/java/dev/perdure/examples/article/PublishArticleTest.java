package dev.perdure.examples.article;

import static dev.perdure.testing.DurableAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.DurableHub;
import dev.perdure.testing.DurableTest;
import dev.perdure.testing.TestInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublishArticleTest {

    @RegisterExtension
    DurableHub hub = DurableHub.with(worker -> worker.orchestrator(PublishArticle.class));

    @Test
    void aCleanArticleIsPublished() {
        hub.activity(Press.class, Press::check).returns(0);
        hub.activity(Press.class, Press::render).returns("<p>");
        hub.activity(Press.class, Press::publish).returns("News.html");

        TestInstance<String> instance = hub.start(PublishArticle.class, new Article("News", "All is well."));

        assertThat(instance.join()).isEqualTo("News.html");
        assertThat(instance).calledActivitiesInOrder("check", "render", "publish");
    }

    @Test
    void anArticleWithMistakesGoesBack() {
        hub.activity(Press.class, Press::check).returns(2);

        TestInstance<String> instance = hub.start(PublishArticle.class, new Article("News", "teh teh"));

        assertThat(instance.join()).isEqualTo("sent back: 2 mistakes");
        assertThat(instance).neverCalledActivity("publish");
    }

    @Test
    void aPressThatIsDownIsTriedAgain() {
        hub.activity(Press.class, Press::check).returns(0);
        hub.activity(Press.class, Press::render).returns("<p>");
        hub.activity(Press.class, Press::publish)
                .throwing(new IllegalStateException("out of paper"))
                .thenReturns("News.html");

        assertThat(hub.start(PublishArticle.class, new Article("News", "All is well."))
                        .join())
                .isEqualTo("News.html");
    }

    @DurableTest
    void itEndsTheSameWhereverTheProcessCrashes() {
        hub.activity(Press.class, Press::check).returns(0);
        hub.activity(Press.class, Press::render).returns("<p>");
        hub.activity(Press.class, Press::publish).returns("News.html");

        assertThat(hub.start(PublishArticle.class, new Article("News", "All is well."))
                        .join())
                .isEqualTo("News.html");
    }
}
