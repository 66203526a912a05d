package dev.bailey.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One observation, as the journal has it. Immutable.
 *
 * @param epoch of the cutover that it followed
 * @param unseen how long Bailey was away meanwhile
 * @param end empty while it goes on
 */
record Observed(
        long epoch, Instant since, Instant until, Duration unseen, List<Question> questions, Optional<End> end) {

    Observed {
        questions = List.copyOf(questions);
    }

    /**
     * What people were asked.
     *
     * @param conditions names of those that it is about
     */
    record Question(Instant at, String because, List<String> conditions, Optional<Answer> answer) {

        Question {
            conditions = List.copyOf(conditions);
        }
    }

    /** Who let it go on, and why. */
    record Answer(Instant at, String by, String reason) {}

    /** How it ended. */
    record End(Instant at, How how, String because) {}

    /** The ways in which an observation ends. */
    enum How {
        /** The time is over, and every condition fine or excused by somebody. */
        SETTLED,
        ROLLED_BACK
    }

    /** Asked last and not answered. */
    Optional<Question> open() {
        return questions.isEmpty()
                ? Optional.empty()
                : Optional.of(questions.get(questions.size() - 1))
                        .filter(question -> question.answer().isEmpty());
    }
}
